import type { sensitiveWordContracts } from '@linli/shared/contentCheck/sensitiveWord.contract'
import type { OutputOf } from '@linli/shared/contract'
import type { StoredSensitiveWord } from './sensitiveWord.model'

export function viewSensitiveWords(
  rows: readonly StoredSensitiveWord[],
): OutputOf<typeof sensitiveWordContracts.listSensitiveWords.response> {
  return {
    items: rows.map(({ _id, areaCode, word, addedAt }) => ({
      id: _id.toString(),
      areaCode,
      word,
      addedAt: addedAt.toISOString(),
    })),
  }
}
