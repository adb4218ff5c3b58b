import { toXml } from './push.xml'

it('writes numbers bare, words in CDATA, lists as the same tag again, and lets no word end its CDATA', () => {
  expect(toXml({ CreateTime: 7, Event: 'a<b', List: [{ Id: 'x]]>y' }, { Id: 'z' }] })).toBe(
    '<xml><CreateTime>7</CreateTime><Event><![CDATA[a<b]]></Event>' +
      '<List><Id><![CDATA[x]]]]><![CDATA[>y]]></Id></List><List><Id><![CDATA[z]]></Id></List></xml>',
  )
})
