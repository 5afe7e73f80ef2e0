import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './request.ts'

/** The one cache of what the server knows. The stream keeps it up, so nothing is asked anew for a mere look. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        refetchOnWindowFocus: false,
        // Asking again mends neither a refusal nor what is not there.
        retry: (count, error) =>
          count < 4 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
