// A request for support: its answers, and how it is filled in, wrongly at first, and sent.
import assert from 'node:assert/strict';

export const request = {
  'What is going well?': 'Leo looks after the school garden and makes people laugh.',
  'What is needed?': 'He wakes at night and is late for school since his father left.',
  'Which needs are there?': ['Housing', 'Conflict between parents'],
  'How many organisations need to help?': 'Two',
  'What is the level of need?': '2: Additional',
  'Is any of these true of the child or young person?': 'None',
  'What does the child or young person say?': 'I want to sleep in my own bed.',
  'What do you ask for, and what will you keep doing yourself?': 'Family support. School keeps its morning check-in.',
  'Has social care known them in the last 5 years?': 'Not known',
};

/** Fills the request in, wrongly at first, and sends it from "check your answers". */
export async function ask({ press, fill, see, check, wrong, kept, page }) {
  const strengths = { 'What is going well?': request['What is going well?'] };
  await fill({ ...strengths, 'Did they agree that this is shared with the forum?': 'No, they refused' });
  await fill({ 'Lawful basis for sharing': 'Public task' });
  await press('Continue');
  await wrong('Enter what is needed');
  await wrong('Select why it is shared without consent');
  await kept({ ...strengths, 'Lawful basis for sharing': 'public_task' });
  await check('request-errors');

  const shared = {
    'Why is it shared without consent?': 'Asking would prejudice the protection of the person',
    'Where does the common assessment stand?': 'I will complete it here, after sending this',
  };
  await fill({ ...request, ...shared });
  await press('Continue');
  await see('Check your answers');
  await see('I want to sleep in my own bed.');
  await see('Asking would prejudice the protection of the person');
  await check('request-answers');
  await press('Change level of need');
  assert.equal(new URL(page().url()).hash, '#level_of_need', 'at the question itself');
  await kept({ ...strengths, 'Lawful basis for sharing': 'public_task' });
  await press('Continue');
  await press('Send');
  await see('Your request was sent');
  await see('You will hear by');
  await check('referral-sent');
}
