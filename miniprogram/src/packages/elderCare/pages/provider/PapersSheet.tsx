import {
  certificateKinds,
  certificateNames,
  licenceNames,
  licences,
  type CertificateKind,
  type Licence,
} from '@linli/shared/elderCare/serviceItem'
import { useState } from 'react'
import { DateField } from '../../../../components/DateField'
import { Section } from '../../../../components/Section'
import { FormSheet } from '../../../../components/FormSheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { setCertificates, setLicences, type Provider } from '../../../../services/elderCare'

export type Papers = { of: 'unit' } | { of: 'helper'; helper: Provider['helpers'][number] }

interface Paper {
  number: string
  expiresOn: string
}

interface PapersSheetProps {
  provider: Provider
  papers: Papers
  onDone: () => void
  onClose: () => void
}

/** What somebody above has seen: the number, and until when it holds. Left empty, it is not there. */
export function PapersSheet({ provider, papers, onDone, onClose }: PapersSheetProps) {
  const isUnit = papers.of === 'unit'
  const known = isUnit ? provider.licences : papers.helper.certificates
  const kinds: readonly (Licence | CertificateKind)[] = isUnit ? licences : certificateKinds
  const names: Record<string, string> = isUnit ? licenceNames : certificateNames
  const [form, setForm] = useState<Record<string, Paper>>(
    Object.fromEntries(known.map(({ kind, number, expiresOn }) => [kind, { number, expiresOn }])),
  )
  const { run, isBusy, problem } = useAction()
  const given = kinds.flatMap((kind) => {
    const paper = form[kind]
    return paper && paper.number.trim() !== '' && paper.expiresOn !== ''
      ? [{ kind, number: paper.number.trim(), expiresOn: paper.expiresOn }]
      : []
  })
  const save = () =>
    run(async () => {
      if (isUnit)
        await setLicences(provider.unitId, {
          licences: given as Parameters<typeof setLicences>[1]['licences'],
          version: provider.version,
        })
      else
        await setCertificates(provider.unitId, papers.helper.userId, {
          certificates: given as Parameters<typeof setCertificates>[2]['certificates'],
          version: papers.helper.version,
        })
      onDone()
    })
  return (
    <FormSheet
      title={isUnit ? '单位的许可证' : `${papers.helper.name}的证书`}
      onClose={onClose}
      submitText="我看过原件，登记"
      isBusy={isBusy}
      problem={problem}
      onSubmit={() => void save()}
    >
      {kinds.map((kind) => {
        const paper = form[kind] ?? { number: '', expiresOn: '' }
        const change = (part: Partial<Paper>) => {
          setForm({ ...form, [kind]: { ...paper, ...part } })
        }
        return (
          <Section key={kind} title={names[kind] ?? ''}>
            <TextField
              label={`${names[kind] ?? ''}编号`}
              value={paper.number}
              most={40}
              onChange={(number) => {
                change({ number })
              }}
            />
            <DateField
              label={`${names[kind] ?? ''}有效到`}
              value={paper.expiresOn}
              onChange={(expiresOn) => {
                change({ expiresOn })
              }}
            />
          </Section>
        )
      })}
    </FormSheet>
  )
}
