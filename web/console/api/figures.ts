import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { figuresSchema } from '../../../protocol/api/figures.ts'
import { request } from './request.ts'

/** What is asked of the figures: days of this browser's calendar, and what narrows them. Empty: everything. */
export interface FiguresAsked {
  from: string
  to: string
  channel: string
  language: string
}

/** The query of both routes. */
export function figuresPath(format: 'figures' | 'figures.csv', asked: FiguresAsked): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const query = new URLSearchParams({ ...asked, timeZone })
  for (const name of ['channel', 'language'] as const) if (asked[name] === '') query.delete(name)
  return `${format}?${query}`
}

export const figuresQuery = (asked: FiguresAsked) =>
  queryOptions({
    queryKey: ['figures', asked],
    staleTime: 60_000,
    refetchInterval: 120_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => request(figuresPath('figures', asked), { schema: figuresSchema, signal }),
  })
