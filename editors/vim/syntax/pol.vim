" Vim syntax file for pol policies.
" Written by tests/suite/editors.rs from src/syntax/keywords.rs; a change made here by hand is lost.

scriptencoding utf-8
" Half of the keywords cannot even be written in another encoding.
if exists("b:current_syntax") || &encoding !=# "utf-8"
  finish
endif

syn case ignore
" A hyphen is part of a word: 3-year holds no minus sign.
syn iskeyword @,48-57,_,-,192-255

" Where two begin at the same place the later one is taken.
syn match polOperator /\v!\=|[＞＜＝≧⩾≦⩽＋−－*＊\/／]/
syn match polDelimiter /\v(:|\=|：|＝)/
syn match polOperator /\v(\=\=|\+|-|\<|\=|\>|×|÷|≠|≤|≥)/
syn match polHyphenated /\v<\k+-\k+>/
syn match polValue /\v<(the date asked about|as-of date|none|yes)>/
syn match polValue /\v<(不成立|判定日|成立|否|无)>/
syn match polType /\v%([:：][ \t　]*)@<=<(whole number|duration|finding|list of|percent|number|one of|yes\/no|grade|money|place|area|date|days|text)>/
syn match polType /\v%([:：][ \t　]*)@<=<(是\/否|百分比|列表|地方|天数|整数|文本|日期|是否|期限|等级|认定|选项|金额|面积|数)>/
syn match polOperator /\v<(counted from the day after the birthday|rounded half even to the nearest|the first day of the month after|carried to the next working day|rounded half up to the nearest|the first day of the month of|the first day of the year of|the last day of the month of|rounded down to the nearest|the last day of the year of|longest unbroken time from|carried to the next month|rounded up to the nearest|equal to or greater than|greater than or equal to|refusing a missing day|equal to or less than|equal to or more than|less than or equal to|more than or equal to|rounded half even to|whole months between|working days between|whole years between|greatest number of|rounded half up to|is not prohibited|are not equal to|is not forbidden|not earlier than|not greater than|the first day of|does not exceed|ending early on|greatest sum of|has not reached|is not equal to|no earlier than|no greater than|not higher than|rounded down to|shared out over|the last day of|with gaps up to|does not equal|does not exist|does not reach|no higher than|not fewer than|not later than|the greater of|the smaller of|do not exceed|is not one of|is prohibited|no fewer than|no later than|not exceeding|not less than|not more than|rounded up to|the day after|the higher of|the larger of|the lesser of|are equal to|at least one|days between|earlier than|greater than|in excess of|is forbidden|is not known|no less than|no more than|not equal to|on or before|smaller than|the lower of|time between|at or above|at or below|consecutive|greatest of|has reached|higher than|in steps of|is breached|is equal to|larger than|on or after|divided by|fewer than|is none of|is unknown|later than|lower than|not before|exceeding|is any of|is either|is not in|is one of|is within|less than|more than|not above|not after|not below|number of|otherwise|at least|equal to|in a row|is known|least of|not over|per full|are not|at most|exceeds|lies in|of that|reaches|year of|age of|before|equals|exceed|exists|in any|is not|not in|sum of|unless|above|after|below|every|is in|minus|times|under|until|up to|where|each|from|over|plus|some|then|all|and|are|but|not|by|if|in|is|no|of|on|or)>/
syn match polOperator /\v<(四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|无对应日则顺延|的最长连续时间|中有至少一个|中有至少一名|中至少有一个|中至少有一名|之和的最大值|低于或者等于|大于或者等于|小于或者等于|最长连续时间|自生日次日计|遇节假日顺延|高于或者等于|中任意连续|中的较低者|中的较大者|中的较小者|中的较高者|中至少一名|低于或等于|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|大于或等于|小于或等于|提前终止于|的工作日数|的当年末日|的当年首日|的当月一日|的当月末日|的当月首日|的次月一日|的次月首日|者任意连续|至少有一个|至少有一名|间断不超过|须有对应日|高于或等于|不被禁止|中有一个|中有一人|中有一名|中的一种|中的每个|中较低者|中较大者|中较小者|中较高者|大于等于|小于等于|当年末日|当年首日|当月一日|当月末日|当月首日|未被禁止|次月一日|次月首日|没有任何|的整年数|的整月数|的最大值|的最小值|的较低者|的较大者|的较小者|的较高者|者的个数|者的人数|至少一个|至少一名|不位于|不低于|不多于|不大于|不存在|不小于|不少于|不属于|不早于|不晚于|不等于|不超过|不迟于|不高于|中所有|中每个|中每名|中没有|分摊给|尚不知|截断到|截断至|期间内|的个数|的人数|的周岁|的天数|的年份|的时长|的末日|的次日|的首日|精确到|者人数|至多为|至少为|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|不为|不到|不在|不是|不满|不足|个数|中无|中有|之一|之和|乘以|人数|任一|但是|位于|低于|全体|全部|全都|减去|加上|合计|否则|境内|多于|大于|如果|存在|小于|少于|届满|属于|已满|已知|年满|并且|并非|或者|所有|早于|晚于|期内|未满|次日|每个|每名|每满|没有|等于|者的|而且|至多|至少|起算|超过|达到|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|和|在|均|并|或|按|是|有|未|满|的|自|至|若|该|起|都|非)>/
syn match polOperator /\v<(不是下列任何一项：|是下列之一：)/
syn match polWord /\v<(each part at its own rate|earlier text applies to|in place of its rules|excludes the number|first row that fits|includes the number|left to other rules|wrong in the source|beyond its powers|but not less than|but not more than|only one row fits|add condition to|add exception to|but no less than|but no more than|ends for good on|less is better|more is better|breached when|by truncation|deviates from|rows added up|add items to|greatest row|otherwise is|text missing|add item to|by rounding|except when|definition|everything|capped at|hortatory|least row|by power|holidays|inferred|met when|presumed|provided|readings|replaces|total of|best of|ends on|missing|options|replace|extend|figure|issued|narrow|quotes|repeal|worked|about|error|power|score|table|widen|drop|item|rule|when|set|to)>/
syn match polWord /\v<(但最低不低于|但最高不超过|取首个适用行|仅一行适用|取代其规则|增加例外于|增加条件于|旧文适用于|最低不低于|最多不超过|最少不少于|最高不超过|永久终止于|法定节假日|经四舍五入|越多越有利|越少越有利|不含本数|但不低于|但不少于|但不超过|但不高于|全部内容|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|调休上班|超越授权|超额累进|违反情形|依授权|发布于|可任选|否则为|含本数|推定为|条件是|终止于|经截断|节假日|上班|例外|倡导|删去|单位|取代|变通|定义|封顶|废止|引文|扩充|扩大|授权|推定|推断|数字|替换|最低|最高|每位|每家|每户|约数|缩小|缺少|规则|计分|设定|错误|当|得|扣|表|计|项|须)>/
syn match polOperator /\v<(and upwards|and younger|or earlier|or younger|and above|and below|and older|and under|or higher|and over|or above|or below|or fewer|or later|or lower|or older|or under|or less|or more|or over)>/
syn match polOperator /\v(及以上|及以下|含以上|含以下|或以上|或以下|之内|以上|以下|以内|以外)%(的|>)@=/
syn match polValue /\v<(no)>%([ \t　]*%($|[,，、;；。)）#＃]|because|理由是|因为|理由))@=/
syn match polValue /\v<(是)>%([ \t　]*%($|[,，、;；。)）#＃]|because|理由是|因为|理由))@=/
syn match polModal /\v<(is entitled to|shall not|must not|may not|shall|must|may)>/
syn match polModal /\v<(不可以|不得|可以|应当|必须|有权)/
syn match polModal /\v<(must keep every item of|may add places in|may add items to|may add rules on|may only tighten|may only narrow|must not ask in|may only lower|may only raise|may only relax|may only widen|may change|may set)>/
syn match polModal /\v<(不得设为条件于|可以增加地方于|可以增加规则于|必须保留各项于|可以增加项于|可以自行规定|只可从严|只可扩大|只可提高|只可放宽|只可缩小|只可降低|可以设定)/
syn match polType /\v<(may be negative|never negative|or none)>/
syn match polType /\v<(不为负|可为负|可无)>/
syn match polWord /\v[(（]@<=<(default)>/
syn match polWord /\v[(（]@<=<(默认)>/
syn match polList /\v<(exactly one of|none of|all of|any of)>/
syn match polList /\v(须同时符合下列条件|须符合下列条件之一|具备下列条件之一|同时具备下列条件|同时符合下列条件|符合下列条件之一|有下列情形之一|须符合下列之一|恰好符合一项|符合下列之一|无下列情形|须同时符合|下列之一|同时具备|同时满足|同时符合|均不符合)%(的|>)@=/
syn match polList /\v<(at least|exactly)>%([ \t　]*[0-9０-９]+[ \t　]*%(of|项))@=/
syn match polList /\v<(恰好符合|至少符合)%([ \t　]*[0-9０-９]+[ \t　]*%(of|项))@=/
syn match polList /\v%([0-9０-９][ \t　]?)@<=<(of)>/
syn match polList /\v%([0-9０-９][ \t　]?)@<=(项)%(的|>)@=/
syn match polWord /\v%(^[ \t　]*%(parameter|in force|参数|施行).*)@<=<(assumed|onwards|until|from)>/
syn match polWord /\v%(^[ \t　]*%(parameter|in force|参数|施行).*)@<=<(推定|止|自|至|起)>/
syn match polWord /\v%(^[ \t　]*%(define|定义).*)@<=<(for each|as)>/
syn match polWord /\v%(^[ \t　]*%(define|定义).*)@<=<(针对每个|是指|为)>/
syn match polWord /\v%(^[ \t　]*%(policy|政策).*)@<=<(under)>/
syn match polWord /\v%(^[ \t　]*%(policy|政策).*)@<=<(隶属于|隶属)>/
syn match polWord /\v<(because)>/ nextgroup=polRest skipwhite
syn match polWord /\v<(理由是|因为|理由)/ nextgroup=polRest skipwhite
syn match polWord /\v%(^[ \t　]*)@<=<(decided by|shown by|cites)>/ nextgroup=polRest skipwhite
syn match polWord /\v%(^[ \t　]*)@<=(认定机关|证明材料|依据)/ nextgroup=polRest skipwhite
syn match polWord /\v%(^[ \t　]*)@<=<(document|version|issuer|title|ask)>%([ \t　]*[:：]?[ \t　]*["“「『《])@=/
syn match polWord /\v%(^[ \t　]*)@<=(发文机关|提问|文号|标题|版本)%([ \t　]*[:：]?[ \t　]*["“「『《])@=/
syn match polWord /\v%(^[ \t　]*)@<=<(notwithstanding|applies to|subject to|in force|as of)>/
syn match polWord /\v%(^[ \t　]*)@<=(不受限于|判定日期|服从于|适用于|施行)/
syn match polWord /\v%(^[ \t　]*)@<=<(under reading|reading|expect|given)>/ nextgroup=polName,polAlias skipwhite
syn match polWord /\v%(^[ \t　]*)@<=(采用读法|已知|期望|读法)/ nextgroup=polName,polAlias skipwhite
syn match polHead /\v%(^[ \t　]*)@<=<(define)>/ nextgroup=polTerm skipwhite
syn match polHead /\v%(^[ \t　]*)@<=(定义)/ nextgroup=polTerm skipwhite
syn match polHead /\v%(^[ \t　]*)@<=<(place)>/ nextgroup=polPlace skipwhite
syn match polHead /\v%(^[ \t　]*)@<=(地方)/ nextgroup=polPlace skipwhite
syn match polHead /\v%(^[ \t　]*)@<=<(fact)>/ nextgroup=polName,polAlias skipwhite
syn match polHead /\v%(^[ \t　]*)@<=(事实)/ nextgroup=polName,polAlias skipwhite
syn match polHead /\v^<(policy)>/ nextgroup=polPolicy skipwhite
syn match polHead /\v^(政策)/ nextgroup=polPolicy skipwhite
syn match polHead /\v^<(vocabulary|parameter|place set|decision|example|record|type|unit|use)>/ nextgroup=polName,polAlias skipwhite
syn match polHead /\v^(地方集|使用|决定|单位|参数|示例|类型|记录|词汇)/ nextgroup=polName,polAlias skipwhite
syn match polScale contained /\v(thousand|billion|hundred|million|万亿|十万|千万|百万|万|亿|十|千|百)%([ \t　]|%(square meters|square metres|square metre|working days|years of age|working day|households|household|years old|percent|persons|months|people|person|month|times|years|days|year|yuan|个工作日|人民币元|CNY|day|sqm|工作日|平方米|mu|m²|个月|周岁|\%|‰|㎡|亩|人|倍|元|名|天|岁|年|户|日|月|次)|%(\k@!|四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|取首个适用行|最长连续时间|遇节假日顺延|仅一行适用|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|增加例外于|增加条件于|提前终止于|旧文适用于|最多不超过|最少不少于|永久终止于|法定节假日|经四舍五入|者任意连续|越多越有利|越少越有利|间断不超过|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|次月一日|次月首日|调休上班|超越授权|超额累进|违反情形|依授权|分摊给|判定日|及以上|及以下|发布于|可任选|含以上|含以下|含本数|尚不知|截断到|截断至|期间内|条件是|精确到|终止于|经截断|者人数|节假日|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|上班|之一|之内|之和|人数|以上|以下|以内|以外|任一|位于|低于|例外|倡导|全体|全部|全都|删去|单位|取代|变通|合计|境内|多于|大于|如果|存在|定义|封顶|小于|少于|届满|属于|已满|已知|年满|废止|引文|成立|所有|扩充|扩大|授权|推定|推断|数字|早于|晚于|替换|最低|最高|期内|次日|每个|每位|每名|每家|每户|每满|没有|等于|约数|缩小|缺少|者的|而且|规则|设定|超过|达到|错误|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|否|和|在|均|并|当|得|或|扣|按|无|是|有|未|止|满|的|自|至|若|表|计|该|起|都|非|项|须))@=/ nextgroup=polScale,polUnit skipwhite
syn match polUnit contained /\v(square meters|square metres|square metre|working days|years of age|working day|households|household|years old|percent|persons|months|people|person|month|times|years|days|year|yuan|个工作日|人民币元|CNY|day|sqm|工作日|平方米|mu|m²|个月|周岁|\%|‰|㎡|亩|人|倍|元|名|天|岁|年|户|日|月|次)%(\k@!|四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|取首个适用行|最长连续时间|遇节假日顺延|仅一行适用|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|增加例外于|增加条件于|提前终止于|旧文适用于|最多不超过|最少不少于|永久终止于|法定节假日|经四舍五入|者任意连续|越多越有利|越少越有利|间断不超过|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|次月一日|次月首日|调休上班|超越授权|超额累进|违反情形|依授权|分摊给|判定日|及以上|及以下|发布于|可任选|含以上|含以下|含本数|尚不知|截断到|截断至|期间内|条件是|精确到|终止于|经截断|者人数|节假日|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|上班|之一|之内|之和|人数|以上|以下|以内|以外|任一|位于|低于|例外|倡导|全体|全部|全都|删去|单位|取代|变通|合计|境内|多于|大于|如果|存在|定义|封顶|小于|少于|届满|属于|已满|已知|年满|废止|引文|成立|所有|扩充|扩大|授权|推定|推断|数字|早于|晚于|替换|最低|最高|期内|次日|每个|每位|每名|每家|每户|每满|没有|等于|约数|缩小|缺少|者的|而且|规则|设定|超过|达到|错误|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|否|和|在|均|并|当|得|或|扣|按|无|是|有|未|止|满|的|自|至|若|表|计|该|起|都|非|项|须)@=/
syn match polNumber /\v<%(百分之)?[〇零一二两三四五六七八九十百千万亿点]+%(分之[〇零一二两三四五六七八九十百千万亿点]+)?%(>|%(square meters|square metres|square metre|working days|years of age|working day|households|household|years old|percent|persons|months|people|person|month|times|years|days|year|yuan|个工作日|人民币元|CNY|day|sqm|工作日|平方米|mu|m²|个月|周岁|\%|‰|㎡|亩|人|倍|元|名|天|岁|年|户|日|月|次)%(\k@!|四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|取首个适用行|最长连续时间|遇节假日顺延|仅一行适用|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|增加例外于|增加条件于|提前终止于|旧文适用于|最多不超过|最少不少于|永久终止于|法定节假日|经四舍五入|者任意连续|越多越有利|越少越有利|间断不超过|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|次月一日|次月首日|调休上班|超越授权|超额累进|违反情形|依授权|分摊给|判定日|及以上|及以下|发布于|可任选|含以上|含以下|含本数|尚不知|截断到|截断至|期间内|条件是|精确到|终止于|经截断|者人数|节假日|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|上班|之一|之内|之和|人数|以上|以下|以内|以外|任一|位于|低于|例外|倡导|全体|全部|全都|删去|单位|取代|变通|合计|境内|多于|大于|如果|存在|定义|封顶|小于|少于|届满|属于|已满|已知|年满|废止|引文|成立|所有|扩充|扩大|授权|推定|推断|数字|早于|晚于|替换|最低|最高|期内|次日|每个|每位|每名|每家|每户|每满|没有|等于|约数|缩小|缺少|者的|而且|规则|设定|超过|达到|错误|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|否|和|在|均|并|当|得|或|扣|按|无|是|有|未|止|满|的|自|至|若|表|计|该|起|都|非|项|须))@=/ nextgroup=polUnit
syn match polNumber /\v<[0-9０-９]+%(,[0-9]{3})*%([.．][0-9０-９]+)?>%(%(\k@!|四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|取首个适用行|最长连续时间|遇节假日顺延|仅一行适用|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|增加例外于|增加条件于|提前终止于|旧文适用于|最多不超过|最少不少于|永久终止于|法定节假日|经四舍五入|者任意连续|越多越有利|越少越有利|间断不超过|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|次月一日|次月首日|调休上班|超越授权|超额累进|违反情形|依授权|分摊给|判定日|及以上|及以下|发布于|可任选|含以上|含以下|含本数|尚不知|截断到|截断至|期间内|条件是|精确到|终止于|经截断|者人数|节假日|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|上班|之一|之内|之和|人数|以上|以下|以内|以外|任一|位于|低于|例外|倡导|全体|全部|全都|删去|单位|取代|变通|合计|境内|多于|大于|如果|存在|定义|封顶|小于|少于|届满|属于|已满|已知|年满|废止|引文|成立|所有|扩充|扩大|授权|推定|推断|数字|早于|晚于|替换|最低|最高|期内|次日|每个|每位|每名|每家|每户|每满|没有|等于|约数|缩小|缺少|者的|而且|规则|设定|超过|达到|错误|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|否|和|在|均|并|当|得|或|扣|按|无|是|有|未|止|满|的|自|至|若|表|计|该|起|都|非|项|须)|%(thousand|billion|hundred|million|万亿|十万|千万|百万|万|亿|十|千|百)?%(square meters|square metres|square metre|working days|years of age|working day|households|household|years old|percent|persons|months|people|person|month|times|years|days|year|yuan|个工作日|人民币元|CNY|day|sqm|工作日|平方米|mu|m²|个月|周岁|\%|‰|㎡|亩|人|倍|元|名|天|岁|年|户|日|月|次)?%(\k@!|四舍六入五成双到|遇法定休假日顺延|遇法定节假日顺延|两者中的较低者|两者中的较大者|两者中的较小者|两者中的较高者|取首个适用行|最长连续时间|遇节假日顺延|仅一行适用|向上取整到|向上取整至|向下取整到|向下取整至|四舍五入到|四舍五入至|增加例外于|增加条件于|提前终止于|旧文适用于|最多不超过|最少不少于|永久终止于|法定节假日|经四舍五入|者任意连续|越多越有利|越少越有利|间断不超过|分段累进|分段计算|原文有误|原文缺失|取最大行|取最小行|取最高项|另行规定|各行相加|增加项于|多种读法|履行条件|次月一日|次月首日|调休上班|超越授权|超额累进|违反情形|依授权|分摊给|判定日|及以上|及以下|发布于|可任选|含以上|含以下|含本数|尚不知|截断到|截断至|期间内|条件是|精确到|终止于|经截断|者人数|节假日|范围内|被禁止|被违反|较低者|较大者|较小者|较高者|上班|之一|之内|之和|人数|以上|以下|以内|以外|任一|位于|低于|例外|倡导|全体|全部|全都|删去|单位|取代|变通|合计|境内|多于|大于|如果|存在|定义|封顶|小于|少于|届满|属于|已满|已知|年满|废止|引文|成立|所有|扩充|扩大|授权|推定|推断|数字|早于|晚于|替换|最低|最高|期内|次日|每个|每位|每名|每家|每户|每满|没有|等于|约数|缩小|缺少|者的|而且|规则|设定|超过|达到|错误|除以|除非|高于|不|与|且|个|中|为|乘|但|减|则|到|加|否|和|在|均|并|当|得|或|扣|按|无|是|有|未|止|满|的|自|至|若|表|计|该|起|都|非|项|须))@=/ nextgroup=polScale,polUnit skipwhite
syn match polDate /\v<[0-9０-９]{4}[-‑－][0-9０-９]{1,2}[-‑－][0-9０-９]{1,2}>|[0-9０-９]{4}[ \t　]*年[ \t　]*[0-9０-９]{1,2}[ \t　]*月[ \t　]*[0-9０-９]{1,2}[ \t　]*[日号]/
syn match polReference /\v%(<article[ \t　]+[0-9０-９]{1,4}%(\.[0-9０-９]{1,3})*%([A-Za-z]>)?|第[ \t　]*%([0-9０-９]{1,4}|[〇零一二两三四五六七八九十百千万亿点]{1,6})[ \t　]*条%(之[〇零一二两三四五六七八九十百千万亿点]{1,3})?)/
syn match polMarker /\v%(^[ \t　]*)@<=%([-－—–•*·]|[(（]%([0-9０-９]{1,3}|[A-Za-z]|[〇零一二两三四五六七八九十百千万亿点]{1,4})[)）]|%([0-9０-９]{1,3}|[A-Za-z]|[〇零一二两三四五六七八九十百千万亿点]{1,4})%(\.[0-9０-９]@!|[、)）．])|[①-⑳])/
syn match polHeading /\v^%(<article[ \t　]+[0-9０-９]{1,4}%(\.[0-9０-９]{1,3})*%([A-Za-z]>)?|第[ \t　]*%([0-9０-９]{1,4}|[〇零一二两三四五六七八九十百千万亿点]{1,6})[ \t　]*条%(之[〇零一二两三四五六七八九十百千万亿点]{1,3})?)/
syn match polAlias contained /\v[(（]%(%(default|默认)[ \t　]*[)）])@![^()（）]+[)）]/
syn match polAlias /\v[(（]%(%(default|默认)[ \t　]*[)）])@![^()（）]+[)）]%([ \t　]*[:：])@=/
syn match polName contained /\v[^(（)）:：,，"“「『《#＃]{-1,}%([ \t　]*%($|[(（)）:：,，#＃]|["“「『《]))@=/ nextgroup=polAlias skipwhite
syn match polString /\v"[^"]*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?|《[^》]*》?/
syn match polComment /\v%(^|[ \t　])@<=[#＃].*/
syn match polRest contained /\v.{-1,}%([ \t　]+[#＃]|$)@=/ contains=polString,polReference
syn match polPolicy contained /\v[^(（)）:：,，"“「『《#＃]{-1,}%([ \t　]*%($|[(（)）:：,，#＃]|["“「『《])|[ \t　]+%(%(in place of its rules|under)>|取代其规则|隶属于|隶属)|取代其规则|隶属于|隶属|为?%(须同时符合下列条件|须符合下列条件之一|具备下列条件之一|同时具备下列条件|同时符合下列条件|符合下列条件之一|有下列情形之一|须符合下列之一|恰好符合一项|符合下列之一|无下列情形|须同时符合|下列之一|同时具备|同时满足|同时符合|均不符合))@=/ nextgroup=polAlias skipwhite
hi def link polPolicy polName
syn match polPlace contained /\v[^(（)）:：,，"“「『《#＃]{-1,}%([ \t　]*%($|[(（)）:：,，#＃]|["“「『《])|[ \t　]+%(%(in)>|属于)|属于|为?%(须同时符合下列条件|须符合下列条件之一|具备下列条件之一|同时具备下列条件|同时符合下列条件|符合下列条件之一|有下列情形之一|须符合下列之一|恰好符合一项|符合下列之一|无下列情形|须同时符合|下列之一|同时具备|同时满足|同时符合|均不符合))@=/ nextgroup=polAlias skipwhite
hi def link polPlace polName
syn match polTerm contained /\v[^(（)）:：,，"“「『《#＃]{-1,}%([ \t　]*%($|[(（)）:：,，#＃]|["“「『《])|[ \t　]+%(%(for each|as)>|针对每个|是指|为)|针对每个|是指|为?%(须同时符合下列条件|须符合下列条件之一|具备下列条件之一|同时具备下列条件|同时符合下列条件|符合下列条件之一|有下列情形之一|须符合下列之一|恰好符合一项|符合下列之一|无下列情形|须同时符合|下列之一|同时具备|同时满足|同时符合|均不符合))@=/ nextgroup=polAlias skipwhite
hi def link polTerm polName

hi def link polComment Comment
hi def link polString String
hi def link polRest String
hi def link polHeading Title
hi def link polReference Tag
hi def link polMarker Delimiter
hi def link polDelimiter Delimiter
hi def link polDate Number
hi def link polNumber Number
hi def link polScale Number
hi def link polUnit Special
hi def link polName Identifier
hi def link polAlias Identifier
hi def link polHead Statement
hi def link polWord Keyword
hi def link polList Conditional
hi def link polModal PreProc
hi def link polOperator Operator
hi def link polType Type
hi def link polValue Constant

let b:current_syntax = "pol"
