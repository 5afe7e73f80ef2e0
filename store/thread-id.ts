/** The id of the thread that is known by a key, its own or a further one: `?1` channel, `?2` account, `?3` key. */
export const THREAD_ID = `coalesce(
  (SELECT id FROM threads WHERE channel = ?1 AND account = ?2 AND key = ?3),
  (SELECT thread_id FROM thread_keys WHERE channel = ?1 AND account = ?2 AND key = ?3))`
