import type { Migration } from './migration.ts'

/** What was said, by its words: FTS5 on SQLite, a GIN index of tsvector on PostgreSQL. Both hold the terms of `store/search-terms.ts`. */
export const search: Migration = {
  number: 11,
  name: 'search',
  statements: ({ engine, text, int, counter }) => [
    // `entries`: how many entries of the transcript the terms were made of.
    `CREATE TABLE search_docs (
      n ${counter},
      conversation_id ${text} NOT NULL UNIQUE,
      entries ${int} NOT NULL${engine === 'postgres' ? ',\n      terms TSVECTOR NOT NULL' : ''}
    )`,
    ...(engine === 'sqlite'
      ? [
          // Without the text itself, which the transcript has, and without places, since no phrases are looked for.
          `CREATE VIRTUAL TABLE search_terms USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')`,
        ]
      : [
          // Short lists are merged at once: one that waits would be read by every search.
          'CREATE INDEX search_docs_terms ON search_docs USING GIN (terms) WITH (fastupdate = off)',
        ]),
  ],
}
