import type { registerContracts } from '@linli/shared/register/register.contract'
import type { ImportKind } from '@linli/shared/register/register'
import type { PickedFile } from '../platform/types'
import { call, fetchFile, uploadFile } from './http'
import type { CallOutput } from './http.types'

type Register = typeof registerContracts

export type Import = CallOutput<Register['getImport']>

export const startImport = (
  about: { kind: ImportKind; area: string; asOf?: string },
  { path, name }: PickedFile,
  onProgress: (percent: number) => void,
  idempotencyKey: string,
) =>
  uploadFile<Register['startImport']>(
    '/api/register/imports',
    path,
    { body: about, idempotencyKey },
    { onProgress, fileName: name },
  )

export const getImport = (id: string) =>
  call<Register['getImport']>('get', '/api/register/imports/:id', { params: { id } })

export const listImports = (area: string) =>
  call<Register['listImports']>('get', '/api/register/imports', { query: { area } })

export const fetchImportProblems = (id: string) =>
  fetchFile<Register['getImportProblems']>('/api/register/imports/:id/problems', { params: { id } })

export const fetchImportTemplate = (kind: ImportKind) =>
  fetchFile<Register['getImportTemplate']>('/api/register/templates/:kind', { params: { kind } })
