// Why: Korean and English stand side by side, so that neither is forgotten when the other changes.

/** @typedef {"ko" | "en"} Language */

/** @type {Record<Language, Record<string, string>>} */
const TEXTS = {
  ko: {
    title: "면접 · Parley",
    loadingTitle: "잠시만 기다려 주세요",
    loadingText: "면접을 불러오고 있습니다.",
    awayTitle: "서버에 연결되지 않습니다",
    awayText: "인터넷 연결을 확인해 주세요. 계속 다시 시도하고 있으며, 연결되면 이 화면이 저절로 바뀝니다. 이 창을 닫지 마세요.",
    landingTitle: "면접에 오신 것을 환영합니다",
    landingLead: "질문 {count}개에 한 번에 하나씩, 말로 답하시면 됩니다.",
    landingLeadPlain: "질문이 한 번에 하나씩 나오며, 말로 답하시면 됩니다.",
    landingAsk: "질문은 글로 표시됩니다. 생각을 정리한 뒤 편하게 말씀해 주세요.",
    landingCaptions: "말씀하시는 동안 자막이 표시됩니다. 자막에 틀린 글자가 있어도 답변을 계속하시면 됩니다.",
    landingFinish: "답변을 마치면 ‘답변 마치기’를 눌러 주세요. 다음 질문으로 넘어갑니다.",
    landingPeople: "음성은 녹음되어 글로 옮겨지고, 채용 담당자가 확인합니다. 합격 여부는 사람이 결정합니다.",
    landingNetwork: "연결이 끊겨도 괜찮습니다. 계속 말씀하시면 이 기기에 보관했다가 다시 전송합니다.",
    landingMicrophone: "시작을 누르면 브라우저가 마이크 사용을 묻습니다. 조용한 곳에서 진행해 주세요.",
    start: "시작하기",
    starting: "마이크를 여는 중…",
    resumeTitle: "면접이 진행 중입니다",
    resumeText: "지금까지의 답변은 저장되어 있습니다. 이어서 진행하려면 아래 버튼을 눌러 마이크를 켜 주세요.",
    resume: "이어서 진행하기",
    tryAgain: "다시 시도하기",
    microphoneSafe: "지금까지의 답변은 그대로 저장되어 있습니다.",
    microphone_denied_title: "마이크 사용을 허용해 주세요",
    microphone_denied_text: "주소창 옆의 마이크 또는 자물쇠 아이콘을 눌러 마이크를 ‘허용’으로 바꾼 뒤 다시 시도해 주세요.",
    microphone_absent_title: "마이크를 찾을 수 없습니다",
    microphone_absent_text: "마이크나 헤드셋을 연결한 뒤 다시 시도해 주세요.",
    microphone_busy_title: "다른 프로그램이 마이크를 사용하고 있습니다",
    microphone_busy_text: "화상 회의 등 마이크를 쓰는 프로그램을 닫은 뒤 다시 시도해 주세요.",
    microphone_unsupported_title: "이 브라우저에서는 마이크를 사용할 수 없습니다",
    microphone_unsupported_text: "Chrome, Edge 또는 Safari 최신 버전에서 같은 기기로 다시 열어 주세요.",
    microphone_lost_title: "마이크 연결이 끊겼습니다",
    microphone_lost_text: "마이크를 다시 연결한 뒤 다시 시도해 주세요. 답변하던 질문에서 이어집니다.",
    takenOverTitle: "다른 창에서 면접이 열려 있습니다",
    takenOverText: "면접은 한 번에 한 창에서만 진행할 수 있습니다. 다른 창에서 계속하시거나, 이 창으로 옮겨 올 수 있습니다.",
    takeOver: "이 창에서 계속하기",
    linkTitle: "이 링크로는 들어갈 수 없습니다",
    linkText: "이미 사용했거나 기한이 지난 링크입니다. 링크는 한 번만 사용할 수 있습니다. 전에 면접을 시작했다면 처음 사용한 기기와 브라우저에서 다시 열어 주세요.",
    linkHelp: "그래도 열리지 않으면 초대 메일에 답장하여 새 링크를 요청해 주세요. 이 화면 때문에 불이익을 받지는 않습니다.",
    failedTitle: "연결을 이어 갈 수 없습니다",
    failedText: "페이지를 새로 고치면 대부분 해결됩니다. 같은 화면이 다시 나오면 초대 메일에 답장해 주세요. 전송된 답변은 저장되어 있습니다.",
    reload: "새로 고침",
    endedTitle: "면접이 끝났습니다. 수고하셨습니다!",
    endedText: "시간을 내어 이야기를 들려주셔서 감사합니다. 답변은 모두 안전하게 저장되었습니다.",
    endedNext: "채용 담당자가 답변을 확인한 뒤 결과를 알려 드립니다. 더 하실 일은 없습니다.",
    endedClose: "마이크는 꺼졌습니다. 이제 창을 닫으셔도 됩니다.",
    progress: "질문 {now} / {count}",
    preparingQuestion: "질문을 준비하고 있습니다…",
    questionTime: "생각 시간 {think}, 답변 시간 {answer}까지",
    minutes: "{minutes}분",
    seconds: "{seconds}초",
    minutesSeconds: "{minutes}분 {seconds}초",
    captionsLabel: "실시간 자막",
    captionsEmpty: "말씀을 시작하면 여기에 자막이 표시됩니다.",
    captionsWait: "질문이 나오면 말씀해 주세요.",
    levelLabel: "마이크 소리 크기",
    finish: "답변 마치기",
    unpause: "면접 계속하기",
    status_connecting: "연결하고 있습니다",
    status_preparing: "질문을 준비하고 있습니다",
    status_saving: "답변을 저장하고 있습니다",
    status_finishing: "마지막 답변까지 받았습니다. 면접을 마무리하고 있습니다",
    status_listening: "듣고 있습니다",
    status_delayed: "자막이 조금 늦어지고 있습니다. 음성은 잘 전달되고 있으니 계속 말씀해 주세요",
    status_reconnecting: "다시 연결하고 있습니다. 계속 말씀해 주세요. {kept} 분량을 이 기기에 보관하고 있습니다",
    status_paused: "면접이 잠시 멈춰 있습니다",
  },
  en: {
    title: "Interview · Parley",
    loadingTitle: "One moment, please",
    loadingText: "Your interview is being loaded.",
    awayTitle: "The server cannot be reached",
    awayText: "Please check your internet connection. This page keeps trying and goes on by itself once it is back. Please keep it open.",
    landingTitle: "Welcome to your interview",
    landingLead: "You will be asked {count} questions, one at a time, and answer by speaking.",
    landingLeadPlain: "You will be asked one question at a time, and answer by speaking.",
    landingAsk: "Each question appears as text. Take a moment to think, then speak at your own pace.",
    landingCaptions: "Captions appear while you speak. If a word in them is wrong, just carry on.",
    landingFinish: "When you are done, press “Finish answer”. The next question follows.",
    landingPeople: "Your voice is recorded and written down for the hiring team. People make the decision.",
    landingNetwork: "If the connection drops, keep talking: your answer is kept on this device and sent later.",
    landingMicrophone: "When you press Start, your browser asks to use the microphone. A quiet room helps.",
    start: "Start",
    starting: "Opening the microphone…",
    resumeTitle: "Your interview is under way",
    resumeText: "What you have said so far is saved. Press the button to turn the microphone on and go on.",
    resume: "Go on",
    tryAgain: "Try again",
    microphoneSafe: "What you have said so far is saved.",
    microphone_denied_title: "Please allow the microphone",
    microphone_denied_text: "Press the microphone or lock icon beside the address, set the microphone to “Allow”, then try again.",
    microphone_absent_title: "No microphone was found",
    microphone_absent_text: "Plug in a microphone or a headset, then try again.",
    microphone_busy_title: "Another program is using the microphone",
    microphone_busy_text: "Close the program that uses it, for example a video call, then try again.",
    microphone_unsupported_title: "This browser cannot use the microphone",
    microphone_unsupported_text: "Please open this page in a recent Chrome, Edge or Safari on the same device.",
    microphone_lost_title: "The microphone was disconnected",
    microphone_lost_text: "Plug it in again, then try again. You go on with the question you were answering.",
    takenOverTitle: "The interview is open in another window",
    takenOverText: "It can run in one window at a time. Go on in the other one, or move it here.",
    takeOver: "Continue here",
    linkTitle: "This link cannot be used",
    linkText: "It was used before or has expired; each link works once. If you have already begun, please open the page on the device and in the browser you used first.",
    linkHelp: "If that does not help, reply to your invitation and ask for a new link. You are not at a disadvantage because of this.",
    failedTitle: "The connection cannot go on",
    failedText: "Reloading the page usually helps. If you see this again, please reply to your invitation. Answers that were sent are saved.",
    reload: "Reload",
    endedTitle: "That was the interview. Thank you!",
    endedText: "Thank you for your time and for what you shared. All your answers are saved.",
    endedNext: "The hiring team will read them and let you know. There is nothing more for you to do.",
    endedClose: "The microphone is off. You can close this window.",
    progress: "Question {now} / {count}",
    preparingQuestion: "Your question is being prepared…",
    questionTime: "{think} to think, up to {answer} to answer",
    minutes: "{minutes} min",
    seconds: "{seconds} s",
    minutesSeconds: "{minutes} min {seconds} s",
    captionsLabel: "Live captions",
    captionsEmpty: "Start speaking and your words appear here.",
    captionsWait: "Please wait for the question, then speak.",
    levelLabel: "Microphone level",
    finish: "Finish answer",
    unpause: "Continue the interview",
    status_connecting: "Connecting",
    status_preparing: "Preparing your question",
    status_saving: "Saving your answer",
    status_finishing: "That was the last answer. Finishing the interview",
    status_listening: "Listening",
    status_delayed: "Captions are a little late. You are being heard, please go on",
    status_reconnecting: "Reconnecting. Please keep talking: {kept} is kept on this device",
    status_paused: "The interview is paused",
  },
};

/** @param {string | null | undefined} tag for example ko-KR @returns {Language} */
export function languageOf(tag) {
  return tag?.toLowerCase().startsWith("ko") ? "ko" : "en";
}

/**
 * @param {Language} language @param {string} key @param {Record<string, string | number>} [values] for the {names} in the text
 * @returns {string}
 */
export function say(language, key, values = {}) {
  const text = TEXTS[language][key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {Language} language @param {number} seconds */
export function sayDuration(language, seconds) {
  const parts = { minutes: Math.floor(seconds / 60), seconds: Math.floor(seconds % 60) };
  if (parts.minutes === 0) return say(language, "seconds", parts);
  return say(language, parts.seconds === 0 ? "minutes" : "minutesSeconds", parts);
}

/** The keys of each language, for the test that neither lacks one. */
export function textKeys() {
  return { ko: Object.keys(TEXTS.ko), en: Object.keys(TEXTS.en) };
}
