@echo off
rem Runs the command line. JAVA_HOME says which Java; SERVICENOW_KAFKA_OPTS has options for it.
set JAVA=java
if defined JAVA_HOME set JAVA="%JAVA_HOME%\bin\java"
%JAVA% -XX:TieredStopAtLevel=1 -XX:+UseSerialGC %SERVICENOW_KAFKA_OPTS% -jar "%~dp0..\lib\servicenow-kafka.jar" %*
exit /b %ERRORLEVEL%
