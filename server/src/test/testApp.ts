import type { ServerEvent } from '@linli/shared/events'
import type Koa from 'koa'
import type { RequestListener } from 'node:http'
import pino from 'pino'
import { createApp } from '../app'
import { readConfig, type Config } from '../config'
import type { Deps } from '../deps'
import { forgetAllActors } from '../features/users/actor.service'
import type { Clock } from '../lib/clock'
import { createFieldCrypto } from '../lib/fieldCrypto'
import { createFakeWechatPay } from './fakeWechatPay'
import { createApiClient, type ApiClient } from './apiClient'
import {
  createFakeSms,
  createFakeStorage,
  createFakeVoice,
  createFakeWechat,
  createFakeWorkMessage,
  createQuickPlanner,
  type FakePorts,
} from './fakePorts'
import type { SignedIn } from './users.factory'

/** Monday, 10:00 in Shanghai, an ordinary working day. */
const defaultNow = '2026-11-23T02:00:00.000Z'

export interface TestClock extends Clock {
  set(instant: string | Date): void
  /** Moves the clock on; `advance(2, 'hours')`. */
  advance(amount: number, unit?: keyof typeof unitMilliseconds): void
}

const unitMilliseconds = {
  milliseconds: 1,
  seconds: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
} as const

export interface TestDeps extends Deps {
  clock: TestClock
  ports: FakePorts
  /** Every event that would have gone to sockets. */
  published: ServerEvent[]
}

export interface TestApp {
  app: Koa
  deps: TestDeps
  /** Calls the app over HTTP as this person, or as nobody. */
  api: (user?: SignedIn) => ApiClient
}

export function createTestClock(start: string | Date = defaultNow): TestClock {
  let now = new Date(start)
  const moveTo = (instant: Date) => {
    now = instant
    forgetAllActors() // they are cached by real time, not by this clock
  }
  return {
    now: () => new Date(now),
    set: (instant) => {
      moveTo(new Date(instant))
    },
    advance: (amount, unit = 'milliseconds') => {
      moveTo(new Date(now.getTime() + amount * unitMilliseconds[unit]))
    },
  }
}

/** The settings of a development machine, without limits per minute that would slow the tests. */
export function createTestConfig(overrides: Partial<Config> = {}): Config {
  return {
    ...readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', RATE_LIMIT_FACTOR: '10000' }),
    ...overrides,
  }
}

/** Everything a service reaches outside itself: a clock that stands still, real encryption, recording ports. */
export function createTestDeps(overrides: Partial<TestDeps> = {}): TestDeps {
  const config = overrides.config ?? createTestConfig()
  const published: ServerEvent[] = []
  return {
    config,
    clock: createTestClock(),
    logger: pino({ level: config.logLevel }),
    crypto: createFieldCrypto({ keys: config.fieldKeys, indexKey: config.indexKey }),
    published,
    publish: (event) => published.push(event),
    ports: {
      wechat: createFakeWechat(),
      wechatPay: createFakeWechatPay(),
      sms: createFakeSms(),
      voice: createFakeVoice(),
      workMessage: createFakeWorkMessage(),
      storage: createFakeStorage(),
      planner: createQuickPlanner(),
    },
    ...overrides,
  }
}

/** The whole HTTP side on test deps; nothing listens, each call opens and closes its own port. */
export function startTestApp(overrides: Partial<TestDeps> = {}): TestApp {
  const deps = createTestDeps(overrides)
  const app = createApp(deps)
  const handle = app.callback() as RequestListener
  return { app, deps, api: (user) => createApiClient(handle, deps, user) }
}
