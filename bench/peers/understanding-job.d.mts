export interface JobSet {
  language: string
  train: { text: string; intent: string }[]
  tests: Record<string, string[]>
}
export interface Learnt {
  modelBytes: number
  classify(text: string): { intent: string; score: number } | Promise<{ intent: string; score: number }>
}
export function runJob(learn: (set: JobSet) => Learnt | Promise<Learnt>): Promise<void>
