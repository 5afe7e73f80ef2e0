import {
  Bar,
  BarChart,
  CartesianGrid,
  ComposedChart,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'

/* The only file that loads recharts. What it draws is hidden from screen readers: a table stands behind each drawing. */

const AXIS = { stroke: 'var(--muted)', fontSize: 12, tickLine: false, axisLine: false } as const
const TOOLTIP = {
  contentStyle: {
    background: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: 8,
    color: 'var(--text)',
    fontSize: 13,
  },
  cursor: { fill: 'var(--hover)', stroke: 'var(--line)' },
  isAnimationActive: false,
} as const

/** One line or bar of a drawing; `dataKey` names its number in the rows. */
export interface Series {
  dataKey: string
  name: string
  colour: string
}

interface DayProps {
  rows: readonly Record<string, string | number | null>[]
  bars?: readonly Series[]
  lines?: readonly Series[]
  /** Whole numbers only. */
  isCount?: boolean
  write(value: number): string
  /** At the side, where there is little room; as `write` when left out. */
  writeTick?(value: number): string
}

/** By day, which `day` of each row names. */
export function DayDrawing({
  rows,
  bars = [],
  lines = [],
  isCount = false,
  write,
  writeTick = write,
}: DayProps) {
  const Chart = bars.length > 0 ? ComposedChart : LineChart
  return (
    <ResponsiveContainer width="100%" height={240}>
      <Chart data={[...rows]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="day" {...AXIS} minTickGap={28} />
        <YAxis {...AXIS} width={60} tickFormatter={writeTick} allowDecimals={!isCount} />
        <Tooltip {...TOOLTIP} formatter={value => write(Number(value))} />
        <Legend wrapperStyle={{ fontSize: 13 }} />
        {bars.map(({ dataKey, name, colour }) => (
          <Bar
            key={dataKey}
            dataKey={dataKey}
            name={name}
            fill={colour}
            radius={[3, 3, 0, 0]}
            isAnimationActive={false}
          />
        ))}
        {lines.map(({ dataKey, name, colour }) => (
          <Line
            key={dataKey}
            dataKey={dataKey}
            name={name}
            stroke={colour}
            strokeWidth={2}
            dot={rows.length < 32}
            connectNulls
            isAnimationActive={false}
          />
        ))}
      </Chart>
    </ResponsiveContainer>
  )
}

interface RankProps {
  rows: readonly { name: string; count: number }[]
  colour: string
  label: string
}

/** One bar under the other, the longest first. */
export function RankDrawing({ rows, colour, label }: RankProps) {
  return (
    <ResponsiveContainer width="100%" height={Math.max(120, rows.length * 34 + 34)}>
      <BarChart
        data={[...rows]}
        layout="vertical"
        margin={{ top: 0, right: 16, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <XAxis type="number" {...AXIS} allowDecimals={false} />
        <YAxis type="category" dataKey="name" {...AXIS} width={140} tickFormatter={shortened} />
        <Tooltip {...TOOLTIP} />
        <Bar
          dataKey="count"
          name={label}
          fill={colour}
          radius={[0, 3, 3, 0]}
          barSize={18}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  )
}

const MOST_CHARS = 20

/** As long as there is room for; the table and the bar's own words tell it whole. */
function shortened(name: string): string {
  const chars = [...name]
  return chars.length > MOST_CHARS ? `${chars.slice(0, MOST_CHARS - 1).join('')}…` : name
}
