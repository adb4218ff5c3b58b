import { toXml } from './push.xml'

it('writes numbers bare, words in CDATA, lists as the same tag again, and lets no word end its CDATA', () => {
  expect(toXml({ Event: 'a<b', List: [{ Id: 'x]]>y' }, { Id: 'z' }], ...{ CreateTime: 7 } })).toBe(
    '<xml><Event><![CDATA[a<b]]></Event>' +
      '<List><Id><![CDATA[x]]]]><![CDATA[>y]]></Id></List><List><Id><![CDATA[z]]></Id></List>' +
      '<CreateTime>7</CreateTime></xml>',
  )
})

it('puts the list of a subscription event into the tag of its own that only XML has', () => {
  expect(toXml({ Event: 'subscribe_msg_popup_event', List: { PopupScene: '1' } })).toBe(
    '<xml><Event><![CDATA[subscribe_msg_popup_event]]></Event><SubscribeMsgPopupEvent>' +
      '<List><PopupScene><![CDATA[1]]></PopupScene></List></SubscribeMsgPopupEvent></xml>',
  )
})
