/** Longer texts are cut: what a person asks is said in the first sentences. */
const questionGrams = 80
/** What has to be found by its last sentence too: a text of 2,500 characters has as many pairs, with title or price. */
export const mostPostGrams = 2600

/** Words that stand in every question and say nothing of its subject. */
const emptyWords =
  /请问|您好|你好|谢谢|怎么样|怎么办理|怎么办|怎么|怎样|如何|什么|需要|哪里|哪儿|可以|能不能|是不是|我想问|想问|我想|我要|一下|办理/gu

/** Letters, digits and Han only, full width folded, lower case; everything else ends a run. */
function listRuns(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Script=Han}+|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu) ?? []
  )
}

/** The text as it is compared: one line without spaces and punctuation. */
export function normaliseText(text: string): string {
  return listRuns(text).join('')
}

function splitHan(run: string): string[] {
  const characters = Array.from(run)
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`)
}

/**
 * What a Chinese text is searched by: each two neighbouring characters, and words in letters or digits as they are.
 * Distinct, in order, at most `most`; an indexed array of them is the search that all engines do well.
 */
export function toBigrams(text: string, { most = questionGrams }: { most?: number } = {}): string[] {
  const grams = listRuns(text).flatMap((run) => (/^\p{Script=Han}/u.test(run) ? splitHan(run) : [run]))
  return [...new Set(grams)].slice(0, most)
}

/** A question without the words that every question has; they end a run. */
export function dropEmptyWords(question: string): string {
  return question.normalize('NFKC').replace(emptyWords, ' ')
}
