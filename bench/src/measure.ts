import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'

/** The value below which a share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

const ticksPerSecond = 100

/** Processor time a process has used, user and system, in microseconds. Linux. */
export function readCpu(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the command, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6
}

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

export const round = (value: number, digits = 0): string => value.toFixed(digits)

export function describeMachine(): string {
  const [cpu] = cpus()
  const load = loadavg().map((value) => round(value, 1))
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.version}, load ${load.join(' ')}`
}

export function sayVerdict(what: string, isGood: boolean, figures: string): void {
  say(`${isGood ? 'PASS' : 'FAIL'}  ${what}: ${figures}`)
}

/** Runs each of the named samplers in turn, round by round, so that all meet the same machine. */
export async function alternate<K extends string>(
  samplers: Record<K, () => Promise<unknown>>,
  rounds: number,
): Promise<Record<K, number[]>> {
  const names = Object.keys(samplers) as K[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>
  for (let i = 0; i < rounds; i += 1)
    for (const name of names) {
      const start = performance.now()
      await samplers[name]()
      times[name].push(performance.now() - start)
    }
  return times
}
