/** Errors of the register and of imports. */
export const registerErrors = {
  'import.unreadable': {
    status: 400,
    message: '这个文件打不开。请用 Excel 另存为 xlsx 或 csv 格式，再上传一次。',
  },
  'import.empty': { status: 400, message: '表格里没有内容。请从第二行开始填写，每行一条。' },
  'import.too_many_rows': { status: 413, message: '一次最多导入 20000 行，请分成几个文件。' },
  'import.running': { status: 409, message: '这个地方有一份表格正在导入，请等它完成再上传。' },
  'person.state_changed': { status: 409, message: '刚刚有同事改过这位居民的状态，请看看最新的情况再决定。' },
  'person.state_same': { status: 409, message: '这位居民现在就是这个状态，不用再登记。' },
} as const
