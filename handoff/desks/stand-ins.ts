import type { StandInDefinition } from '../../adapters/stand-in.ts'

/** The stand-ins of desks, for `conserje stand-in <desk>`: each is loaded when it is asked for. Who types there is an agent. */
export const deskStandIns: Readonly<Record<string, () => Promise<StandInDefinition>>> = {
  slack: async () => (await import('./slack/stand-in/index.ts')).standIn,
}
