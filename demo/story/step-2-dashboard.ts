import { PLANT } from './material.ts';
import type { Story } from './story.ts';

export interface HoldEvent {
  eventId: string;
  kind: string;
  hold: {
    holdId: string;
    state: string;
    lot: { lotNumber: string } | null;
    enforcement: { system: string; state: string }[];
  };
}

export interface StatusEvent {
  eventId: string;
  kind: string;
  orderNumber: string;
  good: { value: string } | null;
}

export interface Dashboard {
  holds: HoldEvent[];
  statuses: StatusEvent[];
  close(): void;
}

/** A dashboard of a plant listens to holds and production status. */
export async function openDashboard(story: Story): Promise<Dashboard> {
  story.step(2, 'A dashboard subscribes to the holds and the production status of a plant');
  const user = await story.user('anna.dashboard', 'viewer', [PLANT]);
  const holds: HoldEvent[] = [];
  const statuses: StatusEvent[] = [];
  const stopHolds = user.listen<{ qualityHoldChanged: HoldEvent }>(
    'subscription Holds($plant: ID) { qualityHoldChanged(plantCode: $plant) { eventId kind hold { holdId state lot { lotNumber } enforcement { system state } } } }',
    { plant: PLANT },
    (event) => holds.push(event.qualityHoldChanged),
  );
  const stopStatuses = user.listen<{ productionStatusChanged: StatusEvent }>(
    'subscription Status($plant: ID) { productionStatusChanged(plantCode: $plant) { eventId kind orderNumber good { value } } }',
    { plant: PLANT },
    (event) => statuses.push(event.productionStatusChanged),
  );
  story.say(`listening on ${story.run.url.replace(/^http/, 'ws')}graphql`);
  return {
    holds,
    statuses,
    close: () => {
      stopHolds();
      stopStatuses();
    },
  };
}
