// Advice instead of a request: a practitioner asks, naming nobody; the coordinator answers; nothing is typed twice.
import { journey } from './journey.mjs';

journey('a practitioner asks for advice, and goes on to a request with what was written', async (steps) => {
  const { as, open, press, fill, see, check, wrong, kept } = steps;
  await as('practitioner');
  await open('/');
  await press('Advice');
  await see('You have asked nothing yet.');
  await check('advice-none');
  await press('Ask Alderby allocation group for advice');
  await see('Do not name anybody');
  await check('advice-new');
  const begun = { 'What is going on?': 'A girl of eight is on time whenever her father is at home.' };
  await fill(begun);
  await press('Send the question');
  await wrong('Enter what has been tried');
  await kept(begun);
  await check('advice-new-errors');
  await fill({ 'What has been tried?': 'School rang home.', 'What do you ask?': 'Who could walk with her?' });
  await press('Send the question');
  await see('Nobody has answered yet.');
  await check('advice-asked');

  await as('coordinator');
  await see('question for advice to answer');
  await open('/advice');
  await check('advice-to-answer');
  await press(/^Answer the question of/);
  await check('advice-answer');
  await press('Send the answer');
  await wrong('Select what you answer');
  await check('advice-answer-errors');
  await fill({ 'What do you answer?': 'Please make a request', 'Your answer': 'Two services share this walk: let us agree on it.' });
  await press('Send the answer');
  await see('The answer was sent');

  await as('practitioner');
  await open('/');
  await see('answer to your question for advice');
  await open('/advice');
  await see('Two services share this walk');
  await check('advice-answered');
  await press('Ask for support');
  await fill({ Name: 'Kayleigh Thorne' });
  await press('Search');
  await press('Kayleigh Thorne');
  await press('Refer this person');
  await press('Refer to Alderby allocation group');
  await see('Use what you wrote?');
  await check('request-after-advice');
});
