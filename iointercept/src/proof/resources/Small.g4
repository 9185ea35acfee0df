grammar Small;

program : declaration* EOF ;

declaration
    : 'class' ID ('extends' ID)? '{' member* '}'
    | 'function' ID '(' parameters? ')' block
    | statement
    ;

member : type? ID ('=' expression)? ';' | type? ID '(' parameters? ')' block ;
parameters : parameter (',' parameter)* ;
parameter : type? ID ('=' expression)? ;
type : ('int' | 'string' | 'float' | ID) ('[' ']')* ;

block : '{' statement* '}' ;

statement
    : block
    | 'if' '(' expression ')' statement ('else' statement)?
    | 'while' '(' expression ')' statement
    | 'for' '(' (type? ID '=' expression)? ';' expression? ';' expression? ')' statement
    | 'try' block ('catch' '(' ID ')' block)* ('finally' block)?
    | 'switch' '(' expression ')' '{' ('case' expression ':' statement*)* ('default' ':' statement*)? '}'
    | 'return' expression? ';'
    | 'break' ';'
    | 'var' ID '=' expression ';'
    | expression ';'
    | ';'
    ;

expression
    : primary
    | expression '.' ID
    | expression '[' expression ']'
    | expression '(' arguments? ')'
    | 'new' type '(' arguments? ')'
    | ('+' | '-' | '!' | '~') expression
    | expression ('*' | '/' | '%') expression
    | expression ('+' | '-') expression
    | expression ('<<' | '>>') expression
    | expression ('<' | '<=' | '>' | '>=') expression
    | expression ('==' | '!=') expression
    | expression '&' expression
    | expression '^' expression
    | expression '|' expression
    | expression '&&' expression
    | expression '||' expression
    | <assoc=right> expression '?' expression ':' expression
    | <assoc=right> expression ('=' | '+=' | '-=') expression
    | '(' parameters? ')' '->' (block | expression)
    ;

primary : '(' expression ')' | NUMBER | STRING | 'true' | 'false' | 'null' | ID | '[' arguments? ']' ;
arguments : expression (',' expression)* ;

ID : [a-zA-Z_] [a-zA-Z_0-9]* ;
NUMBER : [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? ;
STRING : '"' (~["\\\r\n] | '\\' .)* '"' ;
COMMENT : '/*' .*? '*/' -> skip ;
LINE_COMMENT : '//' ~[\r\n]* -> skip ;
SPACE : [ \t\r\n]+ -> skip ;
