import { useTranslation } from 'react-i18next'
import type { FigureValues } from '../../../protocol/api/figures.ts'
import page from '../pages/page.module.css'
import { showValue } from './show-value.ts'

const COLUMNS = [
  'conversations',
  'contained',
  'escalated',
  'firstResponse',
  'timeToResolution',
  'firstContactResolution',
  'csat',
] as const

interface Props {
  /** Of what stands in the first column. */
  title: string
  rows: readonly { name: string; values: FigureValues }[]
}

/** All figures of each row, as numbers. */
export function FigureTable({ title, rows }: Props) {
  const { t, i18n } = useTranslation()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={page.wide} tabIndex={0} aria-label={title}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {COLUMNS.map(column => (
              <th key={column} scope="col" data-number="true">
                {t(`figures.name.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              {COLUMNS.map(column => (
                <td key={column} data-number="true">
                  {showValue(column, values[column], i18n.language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
