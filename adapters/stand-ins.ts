import type { StandInDefinition } from './stand-in.ts'

/** The stand-ins of platforms, for `conserje stand-in <channel>`: each is loaded when it is asked for. */
export const standIns: Readonly<Record<string, () => Promise<StandInDefinition>>> = {}
