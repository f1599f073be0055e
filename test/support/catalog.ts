import { CompiledQuery, type Kysely } from 'kysely'
import type { SqlDialect } from '../../src/storage/schema/names.ts'

/** What a database says about all its tables: columns with types and collations, keys and indexes. */
export async function catalogOf(
  db: Kysely<unknown>,
  dialect: SqlDialect,
): Promise<readonly string[]> {
  const facts: string[] = []
  for (const question of questions[dialect]) {
    const { rows } = await db.executeQuery(CompiledQuery.raw(question))
    facts.push(...rows.map((row) => Object.values(row as object).join(' | ')))
  }
  return facts.toSorted()
}

// The name of a primary key means nothing; the names of indexes do, for the migrations to come.
const questions: Readonly<Record<SqlDialect, readonly string[]>> = {
  postgres: [
    `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), l.collname, a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    `SELECT CASE WHEN x.indisprimary THEN 'primary key' ELSE i.relname END,
        regexp_replace(pg_get_indexdef(i.oid), '^.* ON ', ''), x.indisunique
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      WHERE i.relnamespace = 'public'::regnamespace`,
  ],
  mysql: [
    `SELECT table_name, column_name, column_type, collation_name, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema = DATABASE()`,
    `SELECT table_name, index_name, non_unique, seq_in_index, column_name, sub_part
      FROM information_schema.statistics WHERE table_schema = DATABASE()`,
    `SELECT table_name, engine, row_format FROM information_schema.tables
      WHERE table_schema = DATABASE()`,
  ],
  sqlite: [
    `SELECT t.name, c.name, UPPER(c.type), c."notnull", c.dflt_value, c.pk
      FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`,
    `SELECT t.name, CASE WHEN l.origin = 'pk' THEN 'primary key' ELSE l.name END, l."unique",
        l.partial, x.seqno, x.name, x.coll, x."desc"
      FROM sqlite_master t JOIN pragma_index_list(t.name) l JOIN pragma_index_xinfo(l.name) x
      WHERE t.type = 'table' AND x.key = 1`,
  ],
}
