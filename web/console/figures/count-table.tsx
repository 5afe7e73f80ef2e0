import { useTranslation } from 'react-i18next'
import page from '../pages/page.module.css'
import { share } from './show-value.ts'

interface Props {
  title: string
  rows: readonly { name: string; count: number }[]
}

/** How often each of some things was, with its share of all. */
export function CountTable({ title, rows }: Props) {
  const { t, i18n } = useTranslation()
  const all = rows.reduce((sum, { count }) => sum + count, 0)
  return (
    <table className={page.table}>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" data-number="true">
            {t('figures.count')}
          </th>
          <th scope="col" data-number="true">
            {t('figures.share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, count }) => (
          <tr key={name}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td data-number="true">{new Intl.NumberFormat(i18n.language).format(count)}</td>
            <td data-number="true">{share(count / all, i18n.language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
