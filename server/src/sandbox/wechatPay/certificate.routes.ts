import { X509Certificate } from 'node:crypto'
import type { Router } from '@koa/router'
import type { World } from '../world'
import { refusePayUnless } from './payAnswer'
import { formatPayTime } from './payOrder'
import { mountPay } from './payRoute'
import { sealResource } from './paySign'

/** The platform's certificates, encrypted for the merchant; those in public-key mode have none. */
export function mountCertificates(router: Router, world: World): void {
  mountPay(router, world, 'GET', '/v3/certificates', ({ merchant }) => {
    refusePayUnless(
      merchant.mode !== 'publicKey',
      404,
      'RESOURCE_NOT_EXISTS',
      '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。',
    )
    const { platform } = world.pay.keys()
    const { validFrom, validTo } = new X509Certificate(platform.certificate)
    return {
      data: [
        {
          serial_no: platform.serial,
          effective_time: formatPayTime(new Date(validFrom)),
          expire_time: formatPayTime(new Date(validTo)),
          encrypt_certificate: sealResource(platform.certificate, merchant.apiV3Key, 'certificate'),
        },
      ],
    }
  })
}
