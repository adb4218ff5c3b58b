import { act, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { ChoiceList } from '../components/ChoiceList'
import { ErrorNotice } from '../components/ErrorNotice'
import { TextArea, TextField } from '../components/TextField'
import { useAction } from '../hooks/useAction'
import { callPrepared, makeRequest } from '../services/http'
import { fakeApi, refuse, signInAs } from '../test/fakeApi'
import { chooseMode } from './settings'

const problem = (path: string[], message: string) => ({ path, code: 'custom', message })

function Form() {
  const [form, setForm] = useState({
    name: '王秀英',
    price: '9',
    words: '',
    kind: 'b',
    place: '3号楼',
    door: '3号楼',
  })
  const { run, problem: said } = useAction()
  const send = () =>
    run(() =>
      callPrepared(
        makeRequest('post', '/api/forms', {
          body: {
            content: {
              name: form.name,
              priceFen: Number(form.price) * 100,
              kind: form.kind,
              place: form.place,
              door: form.door,
            },
          },
        }),
      ),
    )
  return (
    <>
      {said !== undefined && <ErrorNotice message={said} />}
      <TextField
        label="姓名"
        value={form.name}
        onChange={(name) => {
          setForm({ ...form, name })
        }}
      />
      <TextField
        label="价格"
        name="priceFen"
        value={form.price}
        onChange={(price) => {
          setForm({ ...form, price })
        }}
      />
      <TextArea
        label="说明"
        isRequired
        value={form.words}
        onChange={(words) => {
          setForm({ ...form, words })
        }}
      />
      {(['place', 'door'] as const).map((part) => (
        <TextField
          key={part}
          label={part}
          value={form[part]}
          onChange={(text) => {
            setForm({ ...form, [part]: text })
          }}
        />
      ))}
      <ChoiceList
        label="哪一种"
        options={['a', 'b'].map((value) => ({ value, label: value }))}
        value={form.kind}
        onChange={(kind) => {
          setForm({ ...form, kind })
        }}
      />
      <button onClick={() => void send()}>送出</button>
    </>
  )
}

const isMarked = (label: string) => screen.getByLabelText(label).getAttribute('aria-invalid') === 'true'

it.each(['normal', 'elder'] as const)(
  'marks the fields that the server refuses, in %s mode',
  async (mode) => {
    localStorage.clear()
    signInAs({})
    chooseMode(mode)
    let issues = [
      problem(['content', 'name'], '太长了，最多 2 个字'),
      problem(['content', 'priceFen'], '太小了，至少 1000'),
      problem(['content', 'words'], '这一项没有填'),
      problem(['content', 'kind'], '请从给出的选项里选'),
      problem(['content', 'door'], '没有这扇门'),
    ]
    fakeApi({
      'POST /api/forms': () =>
        refuse(400, 'request.invalid', '填写的内容有些不对，请看标出的地方，改好再发一次。', {
          where: 'body',
          issues,
        }),
    })
    render(<Form />)
    fireEvent.click(screen.getByText('送出'))
    expect(await screen.findByText('太长了，最多 2 个字')).toBeTruthy()
    for (const label of ['姓名', '价格', '说明', '哪一种']) expect(isMarked(label)).toBe(true)
    // Which of two that hold the same is wrong nobody knows: neither is marked.
    for (const label of ['place', 'door']) expect(isMarked(label)).toBe(false)
    expect(screen.getByText('太小了，至少 1000')).toBeTruthy()
    const words = screen.getByLabelText('姓名').getAttribute('aria-describedby') ?? ''
    expect(document.getElementById(words)?.textContent).toContain('太长了，最多 2 个字')
    // What stands above says it too, for whoever does not see the fields.
    expect(screen.getByText(/改好再发一次。太长了，最多 2 个字；太小了/)).toBeTruthy()

    // Changed, it is not marked any more; the others are, until it is sent anew.
    fireEvent.change(screen.getByLabelText('姓名'), { target: { value: '王英' } })
    expect(isMarked('姓名')).toBe(false)
    expect(isMarked('价格')).toBe(true)
    issues = [problem(['content', 'kind'], '请从给出的选项里选')]
    await act(async () => {
      fireEvent.click(screen.getByText('送出'))
      await Promise.resolve()
    })
    expect(await screen.findByText('请从给出的选项里选')).toBeTruthy()
    expect(isMarked('价格')).toBe(false)
    expect(isMarked('哪一种')).toBe(true)
  },
)
