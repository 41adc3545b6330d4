namespace Microsoft.Spark.Sql;

// Text. Each function is Spark's function of the same name.
public static partial class Functions
{
    /// <summary>Code of the first character.</summary>
    public static Column Ascii(Column column) => Apply("ascii", column);

    /// <summary>Base64 of bytes.</summary>
    public static Column Base64(Column column) => Apply("base64", column);

    /// <summary>Bytes of Base64.</summary>
    public static Column Unbase64(Column column) => Apply("unbase64", column);

    /// <summary>Texts, bytes or arrays in a row.</summary>
    public static Column Concat(params Column[] columns) => Apply("concat", [columns]);

    /// <summary>Texts in a row with a separator.</summary>
    public static Column ConcatWs(string sep, params Column[] columns) => Apply("concat_ws", sep, columns);

    /// <summary>Text of bytes in a character set.</summary>
    public static Column Decode(Column column, string charset) => Apply("decode", column, charset);

    /// <summary>Bytes of a text in a character set.</summary>
    public static Column Encode(Column column, string charset) => Apply("encode", column, charset);

    /// <summary>A number as #,###.## with decimal places.</summary>
    public static Column FormatNumber(Column column, int d) => Apply("format_number", column, d);

    /// <summary>Text of a printf format.</summary>
    public static Column FormatString(string format, params Column[] columns) => Apply("format_string", format, columns);

    /// <summary>First letters of words in upper case.</summary>
    public static Column InitCap(Column column) => Apply("initcap", column);

    /// <summary>Position of a text in another, from 1; 0 if it is not there.</summary>
    public static Column Instr(Column column, string substring) => Apply("instr", column, substring);

    /// <summary>Number of characters or bytes.</summary>
    public static Column Length(Column column) => Apply("length", column);

    /// <summary>Lower case.</summary>
    public static Column Lower(Column column) => Apply("lower", column);

    /// <summary>How many letters differ.</summary>
    public static Column Levenshtein(Column left, Column right) => Apply("levenshtein", left, right);

    /// <summary>How many letters differ.</summary>
    public static Column Levenshtein(Column left, Column right, int threshold) => Apply("levenshtein", left, right, threshold);

    /// <summary>Position of a text in another, from 1; 0 if it is not there.</summary>
    public static Column Locate(string substring, Column column) => Apply("locate", substring, column);

    /// <summary>Position of a text in another, from 1; 0 if it is not there.</summary>
    public static Column Locate(string substring, Column column, int pos) => Apply("locate", substring, column, pos);

    /// <summary>Filled up on the left.</summary>
    public static Column Lpad(Column column, int len, string pad) => Apply("lpad", column, len, pad);

    /// <summary>Without spaces on the left.</summary>
    public static Column Ltrim(Column column) => Apply("ltrim", column);

    /// <summary>Without spaces on the left.</summary>
    public static Column Ltrim(Column column, string trimString) => Apply("ltrim", column, trimString);

    /// <summary>A part put in place of another.</summary>
    public static Column Overlay(Column src, Column replace, Column pos) => Apply("overlay", src, replace, pos);

    /// <summary>A part put in place of another.</summary>
    public static Column Overlay(Column src, Column replace, Column pos, Column len) => Apply("overlay", src, replace, pos, len);

    /// <summary>A group of a regular expression's match.</summary>
    public static Column RegexpExtract(Column column, string exp, int groupIdx) =>
        Apply("regexp_extract", column, exp, groupIdx);

    /// <summary>Matches of a regular expression replaced.</summary>
    public static Column RegexpReplace(Column column, Column pattern, Column replacement) =>
        Apply("regexp_replace", column, pattern, replacement);

    /// <summary>Matches of a regular expression replaced.</summary>
    public static Column RegexpReplace(Column column, string pattern, string replacement) =>
        Apply("regexp_replace", column, pattern, replacement);

    /// <summary>The text several times.</summary>
    public static Column Repeat(Column column, int n) => Apply("repeat", column, n);

    /// <summary>The other way round.</summary>
    public static Column Reverse(Column column) => Apply("reverse", column);

    /// <summary>Filled up on the right.</summary>
    public static Column Rpad(Column column, int len, string pad) => Apply("rpad", column, len, pad);

    /// <summary>Without spaces on the right.</summary>
    public static Column Rtrim(Column column) => Apply("rtrim", column);

    /// <summary>Without spaces on the right.</summary>
    public static Column Rtrim(Column column, string trimString) => Apply("rtrim", column, trimString);

    /// <summary>Words of sentences.</summary>
    public static Column Sentences(Column str) => Apply("sentences", str);

    /// <summary>Words of sentences.</summary>
    public static Column Sentences(Column str, Column language, Column country) => Apply("sentences", str, language, country);

    /// <summary>Soundex code.</summary>
    public static Column Soundex(Column column) => Apply("soundex", column);

    /// <summary>Parts between matches of a regular expression.</summary>
    public static Column Split(Column column, string pattern) => Apply("split", column, pattern);

    /// <summary>Parts between matches of a regular expression.</summary>
    public static Column Split(Column column, string pattern, int limit) => Apply("split", column, pattern, limit);

    /// <summary>A part; positions begin with 1.</summary>
    public static Column Substring(Column column, int pos, int len) => Apply("substring", column, pos, len);

    /// <summary>The part before a number of separators.</summary>
    public static Column SubstringIndex(Column column, string delimiter, int count) => Apply("substring_index", column, delimiter, count);

    /// <summary>Characters replaced by others.</summary>
    public static Column Translate(Column column, string matchingString, string replaceString) =>
        Apply("translate", column, matchingString, replaceString);

    /// <summary>Without spaces on both sides.</summary>
    public static Column Trim(Column column) => Apply("trim", column);

    /// <summary>Without spaces on both sides.</summary>
    public static Column Trim(Column column, string trimString) => Apply("trim", column, trimString);

    /// <summary>Upper case.</summary>
    public static Column Upper(Column column) => Apply("upper", column);
}
