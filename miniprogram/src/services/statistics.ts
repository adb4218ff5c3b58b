import type { careStatisticsContracts } from '@linli/shared/statistics/care.contract'
import type { statisticsContracts } from '@linli/shared/statistics/statistics.contract'
import { call, fetchFile } from './http'
import type { CallOutput } from './http.types'

type Contracts = typeof statisticsContracts

export type Statistics = CallOutput<Contracts['getStatistics']>
export type Figures = Statistics['figures']

type CareContracts = typeof careStatisticsContracts
export type CareStatistics = CallOutput<CareContracts['getCareStatistics']>
export type CareFigures = CareStatistics['figures']

export interface StatisticsRange {
  area: string
  from: string
  to: string
}

export const getStatistics = (query: StatisticsRange) =>
  call<Contracts['getStatistics']>('get', '/api/statistics', { query })

export const listSubAreaStatistics = (query: StatisticsRange) =>
  call<Contracts['listSubAreaStatistics']>('get', '/api/statistics/children', { query })

/** A table for a spreadsheet, on this device. */
export const fetchStatisticsSheet = (query: StatisticsRange) =>
  fetchFile<Contracts['exportStatistics']>('/api/statistics/export', { query })

export const getCareStatistics = (query: StatisticsRange) =>
  call<CareContracts['getCareStatistics']>('get', '/api/statistics/care', { query })

export const fetchCareSheet = (query: StatisticsRange) =>
  fetchFile<CareContracts['exportCareStatistics']>('/api/statistics/care/export', { query })
