import type { trouble as en } from "../en/trouble.ts";

export const trouble: Record<keyof typeof en, string> = {
  "trouble.apiDown.sentence": "Ο διακομιστής της κοινότητας δεν απαντά.",
  "trouble.apiDown.next": "Ελέγξτε τη σύνδεσή σας. Ώσπου να απαντήσει, όσα βλέπετε μπορεί να είναι παλιά.",
  "trouble.api.sentence": "Ο διακομιστής δεν απάντησε: {detail}",
  "trouble.api.next": "Δοκιμάστε ξανά σε λίγο.",
  "trouble.refused.sentence": "Ο διακομιστής δεν το δέχτηκε: {detail}",
  "trouble.unknown.sentence": "Συνέβη κάτι απρόβλεπτο: {message}",
  "trouble.unknown.next":
    "Τίποτα δεν στάλθηκε. Δοκιμάστε ξανά· αν επιμένει, πείτε αυτά τα λόγια στον διαχειριστή της κοινότητας.",
  "trouble.locked.sentence": "Το πορτοφόλι σας είναι κλειδωμένο.",
  "trouble.locked.next": "Ανοίξτε το, ξεκλειδώστε το και δοκιμάστε ξανά.",
  "trouble.waiting.sentence": "Το πορτοφόλι σας περιμένει ήδη μια απάντησή σας.",
  "trouble.waiting.next": "Ανοίξτε το και απαντήστε πρώτα στο ανοιχτό αίτημα.",
  "trouble.wrongNetwork.sentence": "Το πορτοφόλι σας είναι σε άλλο δίκτυο.",
  "trouble.wrongNetwork.next": "Πατήστε Προσθήκη και αλλαγή, ώστε να χρησιμοποιεί την αλυσίδα της κοινότητας.",
  "trouble.nodeDown.sentence": "Ο κόμβος της κοινότητας δεν απαντά.",
  "trouble.nodeDown.next": "Τίποτα δεν στάλθηκε. Ελέγξτε τη σύνδεσή σας και δοκιμάστε ξανά σε λίγο.",
  "trouble.chainReset.sentence": "Το πορτοφόλι σας θυμάται άλλη αλυσίδα: της κοινότητας ξεκίνησε από την αρχή.",
  "trouble.chainReset.next":
    "Στο MetaMask επιλέξτε Ρυθμίσεις, Για προχωρημένους, Διαγραφή δεδομένων δραστηριότητας· αφαιρέστε το παλιό δίκτυο αν μένει. Έπειτα δοκιμάστε ξανά.",
  "trouble.feeDemanded.sentence": "Το πορτοφόλι σας ζητά τέλος που αυτή η αλυσίδα δεν παίρνει.",
  "trouble.feeDemanded.next": "Βάλτε τιμή gas 0 στο πορτοφόλι και στείλτε ξανά.",
  "trouble.alreadyKnown.sentence": "Αυτή η συναλλαγή είναι ήδη καθ’ οδόν.",
  "trouble.alreadyKnown.next": "Περιμένετε το μπλοκ της· δείτε το ιστορικό σας.",
  "trouble.walletGone.sentence": "Δεν υπάρχει συνδεδεμένο πορτοφόλι.",
  "trouble.walletGone.next": "Συνδέστε το ξανά από τη Συμμετοχή.",
};
