import type { Caller } from './api'

/** What the demo's neighbours deliberate on. */
export interface DeliberationStory {
  /** Neighbours sign it. */
  gathering: string
  /** Accepted, with arguments for and against. */
  accepted: string
  underway: string
  done: string
  meeting: string
}

/** The first of each kind, as a neighbour finds them. */
export async function findDeliberation({ send }: Caller): Promise<DeliberationStory> {
  const { body: me } = await send('GET', '/api/me')
  const { code } = (me as { community: { code: string } }).community
  const list = async (path: string) => {
    const { body } = await send('GET', `/api/${path}?community=${code}`)
    return (body as { items: { id: string; state: string }[] }).items
  }
  const [motions, projects, meetings] = [
    await list('motions'),
    await list('projects'),
    await list('meetings'),
  ]
  const find = (rows: typeof motions, state: string) => rows.find((row) => row.state === state)?.id ?? ''
  return {
    gathering: find(motions, 'gathering'),
    accepted: find(motions, 'accepted'),
    underway: find(projects, 'underway'),
    done: find(projects, 'done'),
    meeting: find(meetings, 'announced'),
  }
}

/** A page of the 议事厅. */
export const deliberation = (page: string, query = ''): string =>
  `/packages/deliberation/pages/${page}/index${query}`
