import type { ReactNode } from 'react';
import { Box, Flex, Grid, Tabs } from '@strapi/design-system';
import { useForm } from '@strapi/strapi/admin';
import { styled } from 'styled-components';
import type { Webhook } from '../../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../../contracts/events';
import { useText } from '../../hooks/useText';
import { BodySection } from './body/BodySection';
import { DeliverySection } from './delivery/DeliverySection';
import { EventsCard } from './events/EventsCard';
import { firstSectionOf, SECTIONS, type Section } from './form/sections';
import { useKeepFocus } from './form/useKeepFocus';
import { GeneralCard } from './general/GeneralCard';
import { HeadersSection } from './headers/HeadersSection';
import { PreviewCard } from './preview/PreviewCard';
import { SecretCard } from './secret/SecretCard';
import { SignatureSection } from './signature/SignatureSection';

/** Sections that say what is sent: the request is shown beside them. */
export const PREVIEWED: readonly Section[] = ['headers', 'body'];

export interface SectionsProps {
  stored: Webhook | null;
  catalogue: FindEventTypesResponse;
  hasPreview: boolean;
  section: Section;
  onSection(section: Section): void;
}

export function Sections({ stored, catalogue, hasPreview, section, onSection }: SectionsProps) {
  const t = useText();
  const errors = useForm('Sections', ({ errors }) => errors);
  const wrong = Object.keys(errors);
  useKeepFocus();
  const preview = hasPreview ? (
    <PreviewCard catalogue={catalogue.data} contentTypes={catalogue.meta.contentTypes} />
  ) : null;
  const contents: Record<Section, ReactNode> = {
    webhook: (
      <>
        <GeneralCard />
        <EventsCard catalogue={catalogue} />
        <SecretCard stored={stored} />
      </>
    ),
    signature: <SignatureSection stored={stored} />,
    headers: <HeadersSection />,
    body: <BodySection />,
    delivery: <DeliverySection />,
  };
  return (
    <Tabs.Root
      variant="simple"
      value={section}
      onValueChange={(value) => onSection(value as Section)}
      hasError={wrong.length === 0 ? undefined : firstSectionOf(wrong)}
    >
      <Tabs.List aria-label={t('edit.sections')}>
        {SECTIONS.map((one) => (
          <Tabs.Trigger key={one} value={one}>
            {t(`edit.section.${one}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {SECTIONS.map((one) => (
        <Tabs.Content key={one} value={one}>
          <Box paddingTop={6}>
            <Beside aside={PREVIEWED.includes(one) ? preview : null}>{contents[one]}</Beside>
          </Box>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}

/** Below the head of the page, which is in sight, too, once there is something to scroll. */
const Aside = styled.div`
  width: 100%;
  ${({ theme }) => theme.breakpoints.large} {
    position: sticky;
    top: 7.2rem;
    max-height: calc(100vh - 8.8rem);
    overflow-y: auto;
    /* Its shadow is cut off otherwise. */
    margin: -0.4rem;
    padding: 0.4rem;
    box-sizing: content-box;
  }
`;

/** Cards one below the other; what is beside them stays in sight. */
function Beside({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  const cards = (
    <Flex direction="column" alignItems="stretch" gap={4} width="100%">
      {children}
    </Flex>
  );
  if (aside === null) return cards;
  return (
    <Grid.Root gap={4}>
      <Grid.Item col={7} s={12} alignItems="flex-start">
        {cards}
      </Grid.Item>
      <Grid.Item col={5} s={12} alignItems="flex-start">
        <Aside>{aside}</Aside>
      </Grid.Item>
    </Grid.Root>
  );
}
