/** How many a share is: the figures tell shares, a stacked day shows numbers. */
export const countOf = (share: number | null, whole: number): number =>
  share === null ? 0 : Math.round(share * whole)
