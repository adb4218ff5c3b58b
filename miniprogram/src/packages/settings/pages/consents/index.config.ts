export default definePageConfig({ navigationBarTitleText: '隐私与同意' })
