/**
 * The steps of `ephemeral`. `KEYS[1]` is the index of entries by their end. A script names every key
 * that it touches in `KEYS`, as clusters ask for, and checks all before it writes the first: Redis
 * undoes nothing.
 */

/** So many entries that the server has deleted by itself leave the index with each write. */
const FORGOTTEN_PER_WRITE = 10

/**
 * Keeps the index no larger than what it lists: it outlives its last entry by nothing, and each write
 * removes more than it adds.
 */
const writeEntry = `
local expiresAt, lifetime, gone = ARGV[1], ARGV[2], ARGV[3]
local function write(key, entry, value)
  redis.call('SET', key, value, 'PX', lifetime)
  redis.call('ZADD', KEYS[1], expiresAt, entry)
  if redis.call('PTTL', KEYS[1]) < tonumber(lifetime) then
    redis.call('PEXPIRE', KEYS[1], lifetime)
  end
  local old = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', gone, 'LIMIT', 0, ${FORGOTTEN_PER_WRITE})
  for _, each in ipairs(old) do redis.call('ZREM', KEYS[1], each) end
end
`

export const putValue: string = `${writeEntry}
write(KEYS[2], ARGV[4], ARGV[5])
return 1
`

export const getValue: string = `return redis.call('GET', KEYS[1])`

export const takeValue: string = `
local value = redis.call('GET', KEYS[2])
if value then
  redis.call('DEL', KEYS[2])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return value
`

export const reserveKeys: string = `${writeEntry}
local now = tonumber(ARGV[4])
for at = 2, #KEYS do
  local heldUntil = redis.call('GET', KEYS[at])
  if heldUntil and tonumber(heldUntil) > now then return 0 end
end
for at = 2, #KEYS do write(KEYS[at], ARGV[at + 3], expiresAt) end
return 1
`

export const dueEntries: string = `
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
`

export const deleteEntries: string = `
local deleted = 0
for at = 2, #KEYS do
  local entry = ARGV[at]
  local expiresAt = redis.call('ZSCORE', KEYS[1], entry)
  if expiresAt and tonumber(expiresAt) <= tonumber(ARGV[1]) then
    redis.call('DEL', KEYS[at])
    redis.call('ZREM', KEYS[1], entry)
    deleted = deleted + 1
  end
end
return deleted
`
