/**
 * The steps of `sessions`. A session is a hash: its record as JSON, and beside it what changes alone.
 * `index` has an entry per way to find a session that has not ended, all with score 0, so that they
 * are in the order of their bytes; `ends` has the ids by `retainUntil`. Scripts name every key in
 * `KEYS`, as clusters ask for, and compute before they write: Redis undoes nothing.
 */

/** The Lua twin of `entryPrefix` in session-index.ts. */
const entriesOf = `
local function part(text) return #text .. ':' .. text end
local function entriesOf(id, json)
  local record = cjson.decode(json)
  local connection = part(record.connectionId)
  local entries = {
    'c' .. connection .. ':' .. id,
    'i' .. connection .. part(record.issuer) .. ':' .. id,
    's' .. connection .. part(record.subject) .. ':' .. id
  }
  for _, each in ipairs(record.idpSessionIds) do
    entries[#entries + 1] = 'p' .. connection .. part(each) .. ':' .. id
  end
  return entries
end
local function change(command, index, entries)
  for _, entry in ipairs(entries) do
    if command == 'ZADD' then redis.call('ZADD', index, 0, entry)
    else redis.call('ZREM', index, entry) end
  end
end
`

/** Writes all of a session but its lease, of which an update knows nothing. */
const writeSession = `${entriesOf}
local session, index, ends = KEYS[1], KEYS[2], KEYS[3]
local id, json, version, retainUntil = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local endedAt, endReason = ARGV[5], ARGV[6]
local function write(before, after)
  redis.call('HSET', session, 'record', json, 'version', version, 'retainUntil', retainUntil)
  change('ZREM', index, before)
  if endedAt == '' then
    redis.call('HDEL', session, 'endedAt', 'endReason')
    change('ZADD', index, after)
  else
    redis.call('HSET', session, 'endedAt', endedAt, 'endReason', endReason)
  end
  redis.call('ZADD', ends, retainUntil, id)
end
`

export const putSession: string = `${writeSession}
if redis.call('EXISTS', session) == 1 then return 0 end
write({}, entriesOf(id, json))
return 1
`

export const updateSession: string = `${writeSession}
local stored = redis.call('HMGET', session, 'record', 'version')
if stored[2] ~= ARGV[7] then return 'conflict' end
local old, new = cjson.decode(stored[1]), cjson.decode(json)
for _, field in ipairs({ 'organizationId', 'createdAt' }) do
  if old[field] ~= new[field] then return field end
end
write(entriesOf(id, stored[1]), entriesOf(id, json))
return 'updated'
`

/** For each key: the hash without its lease, nothing but absent fields where it is gone. */
export const readSessions: string = `
local found = {}
for at, key in ipairs(KEYS) do
  found[at] = redis.call('HMGET', key, 'record', 'version', 'retainUntil', 'endedAt', 'endReason')
end
return found
`

/** A full server allows nothing that may grow, unless a script has written before: so `ZREM` is first. */
export const endSession: string = `${entriesOf}
local stored = redis.call('HMGET', KEYS[1], 'record', 'endedAt')
if not stored[1] or stored[2] then return 0 end
change('ZREM', KEYS[2], entriesOf(ARGV[1], stored[1]))
redis.call('HSET', KEYS[1], 'endedAt', ARGV[2], 'endReason', ARGV[3])
redis.call('HINCRBY', KEYS[1], 'version', 1)
return 1
`

export const leaseSession: string = `
local stored = redis.call('HMGET', KEYS[1], 'record', 'endedAt', 'leasedUntil')
if not stored[1] or stored[2] then return 0 end
if stored[3] and tonumber(stored[3]) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'leasedUntil', ARGV[2])
return 1
`

export const unleaseSession: string = `
if redis.call('HGET', KEYS[1], 'leasedUntil') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'leasedUntil')
end
return 1
`

/** `ARGV`: the range without its lower end's sessions, and how many. */
export const indexedEntries: string = `
return redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
`

export const dueSessions: string = `
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
`

/** `KEYS[1]` and `[2]` are index and ends, the sessions follow; their ids come after the instant. */
export const deleteSessions: string = `${entriesOf}
local deleted = 0
for at = 3, #KEYS do
  local id = ARGV[at - 1]
  local retainUntil = redis.call('ZSCORE', KEYS[2], id)
  if retainUntil and tonumber(retainUntil) <= tonumber(ARGV[1]) then
    local json = redis.call('HGET', KEYS[at], 'record')
    if json then change('ZREM', KEYS[1], entriesOf(id, json)) end
    redis.call('DEL', KEYS[at])
    redis.call('ZREM', KEYS[2], id)
    deleted = deleted + 1
  end
end
return deleted
`
