import { asMessages } from "../../errorCatalogue.ts";

export const errors = asMessages({
  BankAmountTooLarge: ["{amount} é mais do que os livros comportam.", "Verifique o valor."],
  BankEmptyReference: [
    "Falta a referência da transferência bancária.",
    "Indique a referência com que o banco mostra o pagamento.",
  ],
  BankInsufficientWithdrawal: [
    "{account} tem {lockedForWithdrawal} bloqueados para levantamento e são precisos {needed}.",
    "Peça ao residente que bloqueie mais, ou indique menos.",
  ],
  BankMintCapExceeded: [
    "Hoje já se emitiram {mintedToday}, por isso mais {amount} ultrapassam o limite diário de {cap}.",
    "Espere até às 00:00 UTC, emita menos ou peça aos votantes um limite maior.",
  ],
  BankNotBanker: ["Só o banqueiro pode fazer isto, e {caller} não o é.", "Peça ao banqueiro, ou outro aos votantes."],
  BankNotBankerOrResident: ["Só o banqueiro ou {account} podem desbloquear estes eEuro.", "Peça a um dos dois."],
  BankReferenceUsed: [
    "A referência “{paymentReference}” já foi usada: um pagamento conta uma só vez.",
    "Verifique o extrato; um novo pagamento tem a sua própria referência.",
  ],
  BankZeroAddress: ["O endereço zero não é de ninguém.", "Indique o endereço de um residente."],
  BankZeroAmount: ["O valor é 0.", "Indique um valor acima de 0."],
  EnergyPoolAlreadyAUnit: [
    "{unit} já é uma unidade registada.",
    "Retire-a primeiro para a registar com outros valores.",
  ],
  EnergyPoolInsufficientEnergy: [
    "{unit} tem {freeWh} livres e a sessão precisa de {neededWh}.",
    "Comece uma sessão menor ou escolha outra unidade.",
  ],
  EnergyPoolListsDiffer: [
    "Foram dadas {units} unidades e {consumers} consumidores.",
    "Indique duas listas do mesmo tamanho.",
  ],
  EnergyPoolRemovedTooOften: [
    "{unit} foi registada e retirada tantas vezes que as suas sessões já não se distinguem.",
    "Registe-a com uma chave nova.",
  ],
  EnergyPoolNoSession: ["{consumer} não tem sessão com {unit}.", "Veja a lista de sessões."],
  EnergyPoolNotAUnit: [
    "{unit} não é uma unidade registada.",
    "Escolha uma da lista ou peça aos votantes que a registem.",
  ],
  EnergyPoolNothingOwed: ["{resident} não deve nada.", "Não há nada a pagar."],
  EnergyPoolOwesTooMuch: [
    "{resident} deve {owed}; acima de {limit} não começa nenhuma sessão.",
    "Pague primeiro a dívida.",
  ],
  EnergyPoolSessionNotClosable: [
    "A sessão de {consumer} com {unit} ainda não se pode fechar: uma leitura tardia pode precisar dela.",
    "Feche-a quando a unidade comunicar um intervalo posterior, ou a partir de {closableFrom}.",
  ],
  EnergyPoolTooLarge: [
    "{value} é mais do que os livros comportam.",
    "Verifique o valor: tanta energia ou ENT não existe.",
  ],
  EnergyPoolUnderOneWh: ["{ent} é menos do que custa um Wh à taxa de {rate}.", "Indique pelo menos 0,002 ENT."],
  EnergyPoolUnitItself: ["{unit} é a própria unidade: não produz nem consome.", "Indique o residente."],
  EnergyPoolZeroAddress: ["O endereço zero não é de ninguém.", "Indique o endereço de um residente."],
  EnergyPoolZeroAmount: ["O valor é 0.", "Indique um valor acima de 0."],
  ERC20InsufficientBalance: ["{sender} não tem que chegue.", "Indique menos."],
  ERC20InvalidReceiver: ["{receiver} não pode receber.", "Indique o endereço de um residente."],
  ERC20InvalidSender: ["{sender} não pode enviar.", "Envie a partir de uma conta."],
  GovernanceAlreadyAUnit: [
    "{unit} já é uma unidade registada.",
    "Para mudar dono, capacidade ou potência, retire-a primeiro e registe-a de novo.",
  ],
  GovernanceAlreadyBanker: ["{banker} já é o banqueiro.", "Não há nada a votar."],
  GovernanceAlreadyVoter: ["{voter} já é votante.", "Não há nada a votar."],
  GovernanceBallotNotOpen: ["A votação {ballot} não está aberta.", "Proponha de novo para abrir outra."],
  GovernanceLastVoter: [
    "{voter} é o último votante; sem votantes nada poderia voltar a mudar.",
    "Torne primeiro outra pessoa votante.",
  ],
  GovernanceNoBallot: ["Não há votação {ballot}.", "Veja a lista de votações."],
  GovernanceNotAUnit: ["{unit} não é uma unidade registada.", "Compare o endereço com a lista de unidades."],
  GovernanceNotPassed: [
    "A votação {ballot} tem {positive} votos a favor de {voters} votantes: não é mais de metade.",
    "Faltam votos.",
  ],
  GovernanceNotVoter: [
    "Só os votantes podem fazer isto, e {caller} não o é.",
    "Peça a um votante que o faça ou que o proponha como votante.",
  ],
  GovernanceOutOfBounds: ["{name} não pode ser {value}.", "Indique um valor de {least} a {most}."],
  GovernanceParameterUnchanged: ["{name} já é {value}.", "Indique outro valor."],
  GovernanceTooLarge: [
    "{value} é mais do que a capacidade (Wh) ou potência (W) de uma unidade pode ser.",
    "Indique no máximo {most}, ou 0 para não declarar.",
  ],
  GovernanceUnknownVoter: ["{voter} não é votante.", "Compare o endereço com a lista de votantes."],
  GovernanceVoterActive: [
    "{voter} votou há pouco tempo para ser afastado.",
    "É possível a partir de {retirableFrom}, se não votar antes.",
  ],
  GovernanceZeroAddress: ["O endereço zero não é de ninguém.", "Indique o endereço de uma conta."],
  LedgerTokenFailed: ["A transação ficou sem gas.", "Permita mais gas."],
  LedgerAmountTooLarge: ["{account} teria mais do que os livros comportam.", "Indique um valor menor."],
  LedgerInsufficientEnt: [
    "{account} tem {available} disponíveis e precisa de {needed}.",
    "Indique menos, compre ENT no mercado ou liberte o que está em ordens e sessões.",
  ],
  LedgerInsufficientEur: [
    "{account} tem {available} disponíveis e precisa de {needed}.",
    "Indique menos, ou liberte o que está em ordens ou para levantamento.",
  ],
  MarketExpiryPassed: [
    "A ordem teria caducado em {expiresAt}, antes de chegar ao mercado.",
    "Indique um momento futuro, ou nenhum.",
  ],
  MarketExpiryTooFar: [
    "A ordem caducaria mais tarde do que o mercado pode dizer.",
    "Indique um momento até {latest}, ou nenhum.",
  ],
  MarketInsufficientEnt: [
    "{account} tem {available} disponíveis; a ordem precisa de {needed}.",
    "Venda menos, ou liberte o que está noutras ordens e sessões.",
  ],
  MarketInsufficientEur: [
    "{account} tem {available} disponíveis; a ordem inteira custa {needed} ao seu próprio limite.",
    "Compre menos, baixe o limite ou liberte o que está noutras ordens ou para levantamento.",
  ],
  MarketNotFilled: [
    "Só {filled} de {lots} podiam ser executados dentro do limite, por isso nada foi.",
    "Peça menos, dê um preço melhor, permita mais ofertas ou use outro tipo de ordem.",
  ],
  MarketNotOwner: ["A ordem {id} é de {owner}, não de {caller}.", "Só o dono a pode retirar."],
  MarketOrderNotOpen: ["A ordem {id} não está aberta: foi executada ou retirada.", "Veja a lista de ordens abertas."],
  MarketOrderTooLarge: ["Uma ordem de {lots} é mais do que pode haver.", "Peça no máximo {maximum}."],
  MarketOrderTooSmall: ["Uma ordem de {lots} está abaixo do mínimo de {minimum}.", "Peça pelo menos {minimum}."],
  MarketPriceOutOfRange: [
    "{tick} não é um preço que o mercado conheça.",
    "Indique um preço de 0,0001 a 6,5535 EUR/ENT.",
  ],
  MarketSettlementFailed: [
    "Os negócios não foram registados: a transação ficou sem gas.",
    "Permita mais gas ou menos negócios.",
  ],
  MarketWouldCross: [
    "Uma ordem de só esperar a {tick} encontraria a melhor oferta oposta a {bestOpposite}.",
    "Escolha um preço que não a alcance, ou outro tipo de ordem.",
  ],
  MarketZeroMaxFills: ["Uma ordem que não pode encontrar nenhuma outra não se executa.", "Permita pelo menos uma."],
});
