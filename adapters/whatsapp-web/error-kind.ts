/** What a log line may say of an error: its class and code, never its words. */
export function errorKind(error: unknown): { error: string; code?: string } {
  const { code } = error as { code?: unknown }
  return {
    error: error instanceof Error ? error.constructor.name : typeof error,
    ...(typeof code === 'string' ? { code } : {}),
  }
}
