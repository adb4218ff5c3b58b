export default definePageConfig({ navigationBarTitleText: '留样和温度' })
