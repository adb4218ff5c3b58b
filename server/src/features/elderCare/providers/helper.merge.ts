import { Helper, type HelperRecord } from './provider.model'

type Papers = Pick<HelperRecord, 'certificates' | 'absences'>

/** Of each kind the one that holds longest; the days off of both. */
function joinPapers(own: Papers, other: Papers): Required<Papers> {
  const certificates = [...own.certificates, ...other.certificates].sort((a, b) =>
    a.expiresOn < b.expiresOn ? -1 : 1,
  )
  const absences = [...(own.absences ?? []), ...(other.absences ?? [])]
  return {
    certificates: [...new Map(certificates.map((each) => [each.kind, each])).values()],
    absences: [...new Map(absences.map((each) => [each.id.toString(), each])).values()],
  }
}

/** The papers and days off of an account that ends are those of the account that stays. Repeatable. */
export async function mergePapers(from: string, into: string): Promise<void> {
  for (const row of await Helper.find({ userId: from }).lean<HelperRecord[]>()) {
    const { unitId, lookAt } = row
    const own = await Helper.findOne({ unitId, userId: into }).lean<HelperRecord>()
    const nothing: Papers = { certificates: [], absences: [] }
    await Helper.updateOne(
      { unitId, userId: into },
      {
        $set: { ...joinPapers(own ?? nothing, row), ...(lookAt ? { lookAt } : {}) },
        $inc: { version: 1 },
      },
      { upsert: true },
    )
    await Helper.deleteOne({ unitId, userId: from })
  }
}
