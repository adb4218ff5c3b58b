const sharp=require('/work/wt/ballots/node_modules/sharp');const fs=require('fs');
(async()=>{const [out,...files]=process.argv.slice(2);const w=390,h=844;
const imgs=await Promise.all(files.map(f=>sharp(f).resize({height:h}).toBuffer({resolveWithObject:true})));
let x=0;const comp=imgs.map(i=>{const c={input:i.data,left:x,top:0};x+=i.info.width+8;return c});
await sharp({create:{width:x,height:h,channels:3,background:'#888'}}).composite(comp).png().toFile(out)})()
