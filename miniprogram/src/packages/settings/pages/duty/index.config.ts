export default definePageConfig({ navigationBarTitleText: '值班状态' })
