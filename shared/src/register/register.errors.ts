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
  'person.corrected_meanwhile': {
    status: 409,
    message: '刚刚有人改过这位居民的登记，请看看最新的内容再改。您填的还在。',
  },
  'person.nothing_to_correct': { status: 400, message: '和台账里的一样，没有要改的。' },
  'person.gone': {
    status: 409,
    message:
      '台账里有这一位，登记的是“已迁出”或“已去世”，没有重新登记。请在居民登记里找到这一位，写明凭什么，改回“在家”；住址变了再改正住址。',
  },
  'person.namesake': {
    status: 409,
    message:
      '这一户已经登记了一位同名的居民，没有再登记。是同一个人，请在居民登记里打开那一条，补上生日或手机号；确实是另一位，就打开“是同名的另一位”再登记。',
  },
  'person.phone_known': {
    status: 409,
    message: '这个手机号登记在另一位居民名下。家里人共用一个号码，就勾上“共用”再保存；不是的话请再核对号码。',
  },
  'person.already_registered': {
    status: 409,
    message: '台账里已经有这位居民了，没有改。两条登记是同一个人的话，请点“可能是同一个人”把它们合成一条。',
  },
  'person.merge_pending': {
    status: 409,
    message: '这两条登记里有一条，已经有同事提出合并，在等核对。请到“可能是同一个人”里看看。',
  },
  'person.merged_already': {
    status: 409,
    message: '这条登记刚刚已经并入另一条，不用再合并。请回到列表看最新的。',
  },
  'person.merge_states_differ': {
    status: 409,
    message: '两条登记的状态不一样（比如一条在住、一条迁出）。请先打开其中一条，把状态登记对，再来合并。',
  },
  'person.merge_two_accounts': {
    status: 409,
    message:
      '两条登记各连着一个微信账号。请本人在两个账号里核对同一个手机号，账号会自动合成一个，然后再合并登记。',
  },
  'person.merge_decided': { status: 409, message: '刚刚有同事处理过这一条，请看看现在的情况。' },
  'person.state_same': { status: 409, message: '这位居民现在就是这个状态，不用再登记。' },
} as const
