export default definePageConfig({ navigationBarTitleText: '收款单位' })
