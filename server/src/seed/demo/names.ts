import type { Random } from './random'

const surnames = Array.from(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常',
) as [string, ...string[]]
const elderNames = [
  '桂芳',
  '秀英',
  '根生',
  '阿宝',
  '玉兰',
  '福生',
  '金娣',
  '德明',
  '凤珍',
  '国梁',
  '雪琴',
  '永康',
  '惠芬',
  '宝根',
] as const
const adultNames = [
  '建军',
  '海燕',
  '志强',
  '丽华',
  '晓东',
  '敏',
  '伟',
  '静',
  '国平',
  '雅琴',
  '俊',
  '红梅',
  '立新',
  '慧',
] as const
const youngNames = [
  '子涵',
  '思远',
  '雨桐',
  '浩然',
  '欣怡',
  '宇轩',
  '佳宁',
  '一诺',
  '梓萱',
  '嘉豪',
  '可欣',
  '明哲',
  '乐言',
  '安然',
] as const

/** An invented family name. */
export const inventSurname = (random: Random): string => random.pick(surnames)

/** An invented given name of the fashion of a year of birth. */
export function inventGivenName(birthYear: number, random: Random): string {
  if (birthYear < 1960) return random.pick(elderNames)
  return birthYear < 1992 ? random.pick(adultNames) : random.pick(youngNames)
}
