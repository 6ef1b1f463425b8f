// A partnership begins: today's caseload comes in from a spreadsheet.
import { journey } from './journey.mjs';

const rows = 'Rows, with the names of the columns in the first line';
const head = 'Ref no,Child,DOB,Since,Level of need,Needs,Lead professional,Review date,Agreed actions,Notes';
const lines = [
  'B-1,Mina Alder,14/5/2013,2/9/2025,Level 3,young_carer,Tom Birch,10/12/2027,"Harbour Homes: visit (by 3/12/2027); ring the school",x',
  'B-2,"Rowe, Piotr",3/11/2011,2025-10-12,2,,Somebody Else,,,x',
];
const wrongLine = 'B-3,Ola Finn,41774,1/10/2025,9,castle,,,Castle: visit,x';

journey('a coordinator brings open cases in from a spreadsheet', async (steps) => {
  const { as, open, press, fill, see, gone, check, wrong, kept } = steps;
  await as('coordinator');
  await open('/');
  await press('Bring in open cases');
  await see('Which forum has them?');
  await check('cases-sheet-forums');
  await press('Bring in cases of Alderby allocation group');
  await check('cases-sheet');
  const pasted = [head, ...lines, wrongLine].join('\n');
  await fill({ [rows]: pasted });
  await press('Continue');
  await wrong('Select which column holds the day on which each case was opened');
  await kept({ [rows]: pasted });
  await check('cases-sheet-errors');
  await fill({ 'Column “Since” is': 'Day on which it was opened' });
  await press('Continue');
  await see('2 cases will be opened');
  await see('Line 4 will be left out');
  await see('format the column as a date');
  await see('Tom Birch, Northmere Young Carers, is asked to lead');
  await see('The lead professional has no account: appoint somebody');
  await check('cases-sheet-check');
  await press('Change answers');
  await kept({ [rows]: pasted, 'Column “Since” is': 'opened_on' });
  await press('Continue');
  await press('Open these cases');
  await see('2 cases were opened. Line 3 names a lead professional who has no account');
  await gone('Mina');
  await check('cases-sheet-done');

  await open('/cases');
  await press('Mina Alder');
  await see('ring the school');
  await check('cases-sheet-case');
});
