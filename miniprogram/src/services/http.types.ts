import type { Contract, InputOf, OutputOf } from '@linli/shared/contract'

type InputAt<C, K extends string> = C extends Record<K, infer S> ? InputOf<S> : never

/** A part of the request that the contract asks for; absent from contracts that do not. */
type Part<C, K extends 'params' | 'query' | 'body'> = [InputAt<C, K>] extends [never]
  ? unknown
  : Partial<InputAt<C, K>> extends InputAt<C, K>
    ? Partial<Record<K, InputAt<C, K>>>
    : Record<K, InputAt<C, K>>

export type CallInput<C> = Part<C, 'params'> &
  Part<C, 'query'> &
  Part<C, 'body'> & {
    /** A second sending with the same key answers with the first one's result. */
    idempotencyKey?: string
  }

/** What a call resolves with: the contract's response, or nothing for 204. */
export type CallOutput<C> = C extends { response: infer S } ? OutputOf<S> : undefined

/** The last argument may be left out when the contract asks for nothing. */
export type CallArguments<C> =
  Partial<CallInput<C>> extends CallInput<C> ? [input?: CallInput<C>] : [input: CallInput<C>]

export type { Contract }
