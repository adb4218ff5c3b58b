import QRCode from 'qrcode'
import sharp from 'sharp'
import { sandboxCredentials } from '../credentials'
import { openSandbox, type TestSandbox } from '../sandbox.client'

const path = '/wxa/getwxacodeunlimit'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await openSandbox({ pages: ['pages/join/index'] })
})
afterEach(() => sandbox.stop())

async function fetchCode(body: object) {
  const { appid, secret } = sandboxCredentials.mini
  const grant = { grant_type: 'client_credential', appid, secret }
  const token = String((await sandbox.post('/cgi-bin/stable_token', grant)).body.access_token)
  const response = await fetch(`${sandbox.url}${path}?access_token=${token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
  return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
}

/** Whether the picture shows exactly the modules of the code that holds this text. */
async function showsCode(picture: Buffer, text: string): Promise<boolean> {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  const margin = 2
  const step = info.width / (modules.size + margin * 2)
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      const [x, y] = [column, row].map((index) => Math.floor((index + margin + 0.5) * step)) as [
        number,
        number,
      ]
      const isDark = (data[y * info.width + x] ?? 255) < 128
      if (isDark !== Boolean(modules.get(row, column))) return false
    }
  }
  return true
}

it.each([
  [{}, 'image/jpeg', 'jpeg', 430],
  [{ is_hyaline: true, width: 600 }, 'image/png', 'png', 600],
  [{ width: 50 }, 'image/jpeg', 'jpeg', 280],
])('answers a picture that leads to the scan page: %j', async (options, type, format, width) => {
  const code = await fetchCode({ scene: 'abc-123', page: 'pages/join/index', ...options })
  expect(code.type).toBe(type)
  expect(await sharp(code.bytes).metadata()).toMatchObject({ format, width, height: width })
  expect(
    await showsCode(code.bytes, `${sandbox.url}/sandbox/scan?page=pages%2Fjoin%2Findex&scene=abc-123`),
  ).toBe(true)
})

it.each([
  [{ scene: '' }, 40169],
  [{ scene: undefined }, 40169],
  [{ scene: 'a'.repeat(33) }, 40169],
  [{ scene: { id: 1 } }, 40169],
  [{ scene: 'a%20b' }, 40129],
  [{ scene: '社区' }, 40129],
  [{ page: 'pages/none/index' }, 41030],
  [{ page: 'a'.repeat(5000), check_path: false }, 41030],
  [{ page: '/pages/join/index' }, 41030],
  [{ page: 'pages/join/index?a=1' }, 41030],
  [{ env_version: 'beta' }, 47001],
])('refuses %j with %i as JSON', async (changes, errcode) => {
  const { type, bytes } = await fetchCode({ scene: 'a'.repeat(32), page: 'pages/join/index', ...changes })
  expect(type).toMatch(/json/)
  expect(JSON.parse(bytes.toString())).toMatchObject({ errcode })
})

it('lets unpublished pages through with check_path false, and takes every allowed character', async () => {
  const scene = "09azAZ!#$&'()*+,/:;=?@-._~"
  expect((await fetchCode({ scene, page: 'pages/none/index', check_path: false })).type).toBe('image/jpeg')
})
