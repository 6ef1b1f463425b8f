// What happens beside the thread of a family: steps that a journey takes on its way.
import { inDays } from './journey.mjs';

/** Somebody who knows the summary cannot wait; the coordinator looks at it afterwards. */
export async function atOnce({ as, open, press, fill, see, check, wrong }, home) {
  await as('member');
  await open(`${home}/summary`);
  await press('read this record at once');
  await check('override');
  await fill({ 'Why can it not wait?': 'urgent' });
  await press('Read the record for one hour');
  await wrong('it must be 10 characters or more');
  await check('override-errors');
  await fill({ 'Why can it not wait?': 'The school says that nobody has come for the children' });
  await press('Read the record for one hour');
  await see('You can read this record, and where they live, for one hour.');
  await check('person-read-at-once');
  await open('/account/confirm?next=/account');
  await check('confirm');
  await press('Continue');
  await wrong('Enter your password');

  await as('coordinator');
  await open('/');
  await see('record that somebody read at once, to look at');
  await open('/overrides');
  await check('overrides');
  await press(/^Look at it/);
  await check('override-review');
  await press('Save');
  await wrong('Select whether it was right to read the record');
  await fill({ 'Was it right?': 'It could not wait' });
  await press('Save');
  await see('What you found was saved');
  await check('overrides-looked-at');
}

/** The lead professional is away; the coordinator sees it and could hand the case over. */
export async function away({ as, open, press, fill, see, check, wrong }) {
  await as('lead-professional');
  await open('/account');
  await press('Say that you are away or leaving');
  await check('away');
  await press('Save');
  await wrong('Select whether you are away or leave');
  await check('away-errors');
  await fill({ 'Are you away, or about to be?': 'I am away for a time' });
  await fill({ 'What is the first day on which you are not there?': inDays(3) });
  await fill({ 'And the last day, if you come back?': inDays(9) });
  await press('Save');
  await see('Saved. Others see: away from');

  await as('coordinator');
  await open('/');
  await press('Lead professionals');
  await see('Away from');
  await check('leads');
  await press(/^Hand over the cases of Amara Cole/);
  await check('handover');
  await press('Ask this person');
  await wrong('Select who should be the lead professional');
  await check('handover-errors');

  await as('lead-professional');
  await open('/account/away');
  await fill({ 'Are you away, or about to be?': 'I am here' });
  await press('Save');
  await see('Nobody is told that you are away');
}

/** What a member's organisation knows, before the meeting. */
export async function writeUpdate({ press, fill, see, check, wrong }) {
  await press(/^Write what your organisation knows/);
  await check('update');
  await press('Save');
  await wrong('Enter what your organisation knows');
  await fill({ 'What does your organisation know, and what has it done?': 'No calls to the address since August.' });
  await press('Save');
  await see('What you know was saved');
  await see('Northmere Police wrote');
  await check('meeting-with-update');
}

/** The case is stepped up, and the statutory service declines: it stays with the forum. */
export async function stepUp({ open, press, fill, see, check, wrong }, home) {
  await open(home);
  await press('Step-up');
  await see('This case was not stepped up to children');
  await check('step-ups-none');
  await press('Step up');
  await check('step-up');
  await press('Record the step-up');
  await wrong('Enter why it is stepped up');
  await wrong('Enter who was rung');
  await check('step-up-errors');
  await fill({ 'Why is it stepped up?': 'Amina was alone at night again', 'Who was rung?': 'The duty social worker' });
  await fill({ 'At which level of need is it now?': '4: Specialist', 'On which day?': inDays(-1) });
  await press('Record the step-up');
  await see('The case stays with us until they accept.');
  await check('step-up-waits');
  await press('Record their answer');
  await check('step-up-answer');
  await press('Record the answer');
  await wrong('Select what they answered');
  await check('step-up-answer-errors');
  await fill({ 'What did they answer?': 'They decline: the case stays with us', 'On which day?': inDays(0) });
  await fill({ 'What did they say?': 'Her aunt has moved in. Below their threshold' });
  await press('Record the answer');
  await see('Her aunt has moved in');
  await check('step-up-declined');
  await open(home);
}
