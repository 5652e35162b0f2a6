import type { trouble as en } from "../en/trouble.ts";

export const trouble: Record<keyof typeof en, string> = {
  "trouble.apiDown.sentence": "O servidor da comunidade não responde.",
  "trouble.apiDown.next": "Verifique a sua ligação. Até responder, o que vê pode ser antigo.",
  "trouble.api.sentence": "O servidor não respondeu a isto: {detail}",
  "trouble.api.next": "Tente de novo daqui a pouco.",
  "trouble.refused.sentence": "O servidor não o aceitou: {detail}",
  "trouble.unknown.sentence": "Aconteceu algo imprevisto: {message}",
  "trouble.unknown.next":
    "Nada foi enviado. Tente de novo; se continuar, diga estas palavras ao operador da comunidade.",
  "trouble.locked.sentence": "A sua carteira está bloqueada.",
  "trouble.locked.next": "Abra a carteira, desbloqueie-a e tente de novo.",
  "trouble.waiting.sentence": "A sua carteira já espera uma resposta sua.",
  "trouble.waiting.next": "Abra a carteira e responda primeiro ao pedido aberto.",
  "trouble.wrongNetwork.sentence": "A sua carteira está noutra rede.",
  "trouble.wrongNetwork.next": "Prima Adicionar e mudar, para que use a cadeia desta comunidade.",
  "trouble.nodeDown.sentence": "O nó da comunidade não responde.",
  "trouble.nodeDown.next": "Nada foi enviado. Verifique a sua ligação e tente de novo daqui a pouco.",
  "trouble.chainReset.sentence": "A sua carteira recorda outra cadeia: a da comunidade começou de novo.",
  "trouble.chainReset.next":
    "No MetaMask escolha Definições, Avançado, Limpar dados de atividade; retire a rede antiga se ficar. Depois tente de novo.",
  "trouble.feeDemanded.sentence": "A sua carteira pede uma taxa que esta cadeia não cobra.",
  "trouble.feeDemanded.next": "Ponha o preço do gas a 0 na carteira e envie de novo.",
  "trouble.alreadyKnown.sentence": "Esta transação já vai a caminho.",
  "trouble.alreadyKnown.next": "Espere pelo seu bloco; veja o seu histórico.",
  "trouble.walletGone.sentence": "Nenhuma carteira está ligada.",
  "trouble.walletGone.next": "Ligue-a de novo em Entrar.",
};
