import { Box, Flex, Typography } from '@strapi/design-system';

interface ChartTooltipProps {
  title: string;
  values: { label: string; color: string; value: string }[];
}

export function ChartTooltip({ title, values }: ChartTooltipProps) {
  return (
    <Box
      background="neutral0"
      borderColor="neutral200"
      hasRadius
      shadow="popupShadow"
      padding={3}
      minWidth="18rem"
    >
      <Flex direction="column" alignItems="stretch" gap={1}>
        <Typography variant="pi" fontWeight="bold" textColor="neutral800">
          {title}
        </Typography>
        {values.map(({ label, color, value }) => (
          <Flex key={label} justifyContent="space-between" gap={4}>
            <Flex gap={2}>
              <svg width="8" height="8">
                <circle cx="4" cy="4" r="4" fill={color} />
              </svg>
              <Typography variant="pi" textColor="neutral600">
                {label}
              </Typography>
            </Flex>
            <Typography variant="pi" textColor="neutral800">
              {value}
            </Typography>
          </Flex>
        ))}
      </Flex>
    </Box>
  );
}
