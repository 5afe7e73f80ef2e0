import pg from 'pg'
import { StoreError } from '../../protocol/errors.ts'
import type { Log } from '../../protocol/log.ts'
import type { SqlValue } from '../sql.ts'
import { isCollision, placeOf, storeErrorOf } from './errors.ts'

/** A parameter: a plain value, or an array that a statement unnests. */
type Parameter = SqlValue | readonly (string | number | null)[]

/** Statements, each prepared once a connection. Placeholders are `?1`, `?2`, … as on SQLite. */
export interface Session {
  all<Row extends object>(text: string, values?: readonly Parameter[]): Promise<Row[]>
  /** Returns the number of changed rows. */
  run(text: string, values?: readonly Parameter[]): Promise<number>
}

export interface Database extends Session {
  /** For sentences: host, port and database. */
  readonly place: string
  /** Commits what `work` did, or undoes it; done again when it collided with another transaction. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** A connection outside the pool, for LISTEN. */
  connect(): Promise<pg.Client>
  close(): Promise<void>
}

const MAX_CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5_000
const TRIES = 3
const INT8 = 20
const DURABLE = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

/** Opens nothing yet; the first statement connects. @throws StoreError when the URL can't be read */
export function createDatabase(url: string, log: Log): Database {
  const config = configOf(url)
  const place = placeOf(url)
  const pool = new pg.Pool({
    ...config,
    max: MAX_CONNECTIONS,
    // What was answered must survive a power cut; a server set to more than `on` stays so. The pool waits for the promise.
    onConnect: client => client.query(DURABLE) as unknown as undefined,
  })
  // An idle connection was lost: the pool makes a new one when needed.
  pool.on('error', error => log.warn({ err: error }, 'a connection to PostgreSQL was lost'))

  async function transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(pool, place, work)
      } catch (error) {
        if (tries === TRIES || !(error instanceof StoreError) || !isCollision(error.cause)) throw error
      }
    }
  }

  return {
    ...sessionOf(pool, place),
    place,
    transaction,
    async connect() {
      const client = new pg.Client(config)
      try {
        await client.connect()
        return client
      } catch (error) {
        throw storeErrorOf(error, place)
      }
    },
    close: () => pool.end(),
  }
}

async function attempt<T>(pool: pg.Pool, place: string, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(error => {
    throw storeErrorOf(error, place)
  })
  let broken = false
  // A connection that is lost in between fails the next statement; the event alone must not end the process.
  const onError = () => {
    broken = true
  }
  client.on('error', onError)
  try {
    const session = sessionOf(client, place)
    await session.run('BEGIN')
    const value = await work(session)
    await session.run('COMMIT')
    return value
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

function configOf(url: string): pg.ClientConfig {
  if (!URL.canParse(url)) {
    throw new StoreError(
      'store.unreachable',
      'DATABASE_URL is no address. It should look like postgres://<user>:<password>@<host>:5432/<database>, with special characters %-encoded.',
    )
  }
  return {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'conserje',
    keepAlive: true,
    types: {
      // Our counters stay far below 2^53, so they need not come as text.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  }
}

const statements = new Map<string, { name: string; text: string }>()

/** Prepared statements are found by name, so one text has one name in this process. */
function prepared(text: string): { name: string; text: string } {
  let statement = statements.get(text)
  if (statement === undefined) {
    statement = { name: `conserje_${statements.size}`, text: text.replaceAll(/\?(\d+)/g, '$$$1') }
    statements.set(text, statement)
  }
  return statement
}

function sessionOf(queryable: pg.Pool | pg.ClientBase, place: string): Session {
  const query = async (text: string, values: readonly Parameter[]) => {
    try {
      return await queryable.query({ ...prepared(text), values: [...values] })
    } catch (error) {
      throw storeErrorOf(error, place)
    }
  }
  return {
    all: async <Row>(text: string, values: readonly Parameter[] = []) =>
      (await query(text, values)).rows as Row[],
    run: async (text, values = []) => (await query(text, values)).rowCount ?? 0,
  }
}
