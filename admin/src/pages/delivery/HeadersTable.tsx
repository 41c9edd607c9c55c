import { Box, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../../hooks/useText';

const Grid = styled.table`
  width: 100%;
  border-collapse: collapse;

  th,
  td {
    padding: ${({ theme }) => `${theme.spaces[2]} ${theme.spaces[3]}`};
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  th {
    width: 35%;
  }

  tbody tr + tr {
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }

  thead {
    border-bottom: 1px solid ${({ theme }) => theme.colors.neutral200};
  }
`;

export function HeadersTable({
  headers,
  label,
}: {
  headers: Record<string, string>;
  label: string;
}) {
  const t = useText();
  return (
    <Box borderColor="neutral150" hasRadius>
      <Grid aria-label={label}>
        <thead>
          <tr>
            {(['delivery.request.header', 'delivery.request.value'] as const).map((key) => (
              <th key={key} scope="col">
                <Typography variant="sigma" textColor="neutral600">
                  {t(key)}
                </Typography>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(headers).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <Typography variant="pi" fontWeight="semiBold" textColor="neutral800">
                  {name}
                </Typography>
              </th>
              <td>
                <Typography variant="pi" textColor="neutral800">
                  {value}
                </Typography>
              </td>
            </tr>
          ))}
        </tbody>
      </Grid>
    </Box>
  );
}
